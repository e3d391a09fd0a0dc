import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseArgs } from '../../src/cli/compat/argparse.ts';
import type { ArgParser } from '../../src/cli/compat/argOption.ts';
import {
  backupParser,
  checkParser,
  createParser,
  enrollParser,
  runParser,
} from '../../src/cli/compat/parsers.ts';
import { askArgparse } from './pythonArgparse.ts';
import type { OracleAnswer } from './pythonArgparse.ts';

const PARSERS = [createParser, checkParser, backupParser, runParser, enrollParser];

const CASES: readonly (readonly string[])[] = [
  [],
  ['--db', 'a.db'],
  ['--db=a.db'],
  ['--db='],
  ['--db', ''],
  ['--db', 'a', '--db', 'b'],
  ['--d', 'a'],
  ['--d=a'],
  ['--c', 'x'],
  ['--config', 'x', '--mig', 'm'],
  ['--config-path', 'x'],
  ['--config_path=a=b'],
  ['--db'],
  ['--db', '-x'],
  ['--db', '--verbose'],
  ['--db', '-1'],
  ['--db', '-1.5'],
  ['--db', '- x'],
  ['--db', '-x y'],
  ['--db', '-'],
  ['--db', '--'],
  ['--db', '--', 'x'],
  ['--', '--db', 'x'],
  ['extra'],
  ['extra', '--db', 'x', 'more'],
  ['--nope'],
  ['--nope=1', '--db', 'x'],
  ['--nope', '--db'],
  ['-x'],
  ['-v'],
  ['-vv'],
  ['-vh'],
  ['-vx'],
  ['--verbose=1'],
  ['--verbose', '--verb'],
  ['-h'],
  ['--help'],
  ['--he'],
  ['--db', 'x', '--help', '--db'],
  ['--db', '--help'],
  ['--dry-run'],
  ['--version'],
  ['--b'],
  ['--=x'],
  ['--migrations', "it's"],
  ["--verbose=it's"],
  ['--verbose=a\\b'],
  ['-vit\'s "x"'],
];

describe('arguments of the Python-compatible executables', () => {
  for (const parser of PARSERS)
    it(`are understood as argparse does: ${parser.prog}`, () => {
      compare(parser, CASES, 80);
    });

  it('get usage and help wrapped as argparse does, at any width', () => {
    for (const columns of [40, 72, 120])
      for (const parser of PARSERS) compare(parser, [['--help'], ['--nope']], columns);
  });

  it('agree with argparse on generated lists', () => {
    const word = fc.constantFrom(
      ...CASES.flat(),
      'a b',
      '--m',
      '--ver=',
      '-hv',
      '-v-',
      '---',
      '-.5',
      '--db=-x',
    );
    const lists = fc.sample(fc.array(word, { maxLength: 6 }), { numRuns: 1500, seed: 7 });
    compare(runParser, lists, 80);
  });
});

function compare(parser: ArgParser, lists: readonly (readonly string[])[], columns: number): void {
  const expected = askArgparse(parser, lists, columns);
  for (const [index, args] of lists.entries()) {
    const ours = parseArgs(parser, args, columns);
    const answer = expected[index];
    assert.ok(answer !== undefined);
    const actual =
      ours.kind === 'exit'
        ? { code: ours.code, out: ours.out, err: ours.err, values: null }
        : { code: 0, out: '', err: '', values: Object.fromEntries(ours.values) };
    assert.deepEqual(actual, { ...answer, values: asFlags(answer) }, JSON.stringify(args));
  }
}

/** Python names values by destination and gives None or False to what is absent. */
function asFlags({ values }: OracleAnswer): Record<string, string> | null {
  if (values === null) return null;
  const present = Object.entries(values).filter(([, value]) => value !== null && value !== false);
  return Object.fromEntries(present.map(([name, value]) => [`--${name}`, String(value)]));
}
