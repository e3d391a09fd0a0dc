import { spawnSync } from 'node:child_process';
import type { ArgParser, ArgOption } from '../../src/cli/compat/argOption.ts';

/** What Python's own argparse makes of one argument list. */
export interface OracleAnswer {
  readonly values: Readonly<Record<string, string | boolean | null>> | null;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const PROGRAM = `
import argparse, contextlib, io, json, sys
request = json.load(sys.stdin)
answers = []
for args in request['lists']:
    parser = argparse.ArgumentParser(prog=request['prog'], description=request['description'])
    for option in request['options']:
        if option['kind'] == 'help':
            continue
        extra = {'action': 'store_true'} if option['kind'] == 'flag' else {}
        parser.add_argument(*option['flags'], help=option['help'], **extra)
    out, err, code, values = io.StringIO(), io.StringIO(), 0, None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            values = vars(parser.parse_args(args))
        except SystemExit as stop:
            code = stop.code
    answers.append({'values': values, 'code': code, 'out': out.getvalue(), 'err': err.getvalue()})
json.dump(answers, sys.stdout)
`;

/** Asks Python once for many argument lists. Python 3 must be installed. */
export function askArgparse(
  parser: ArgParser,
  lists: readonly (readonly string[])[],
  columns: number,
): readonly OracleAnswer[] {
  const { prog, description } = parser;
  const options: readonly ArgOption[] = parser.options;
  const result = spawnSync('python3', ['-c', PROGRAM], {
    input: JSON.stringify({ prog, description, options, lists }),
    env: { ...process.env, COLUMNS: String(columns), PYTHONUTF8: '1' },
    encoding: 'utf8',
  });
  if (result.status !== 0)
    throw new Error(`python3 is needed for this test: ${result.error?.message ?? result.stderr}`);
  return JSON.parse(result.stdout) as OracleAnswer[];
}
