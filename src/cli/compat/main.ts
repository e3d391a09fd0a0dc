import { errorData } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { parseArgs } from './argparse.ts';
import { backupExecutable } from './backup.ts';
import { callError } from './call.ts';
import type { Executable } from './call.ts';
import { checkExecutable } from './check.ts';
import { createExecutable } from './create.ts';
import { enrollExecutable } from './enroll.ts';
import { runExecutable } from './run.ts';
import { compatPaths } from './settings.ts';

const EXECUTABLES: ReadonlyMap<string, Executable> = new Map([
  ['create_db', createExecutable],
  ['check_version', checkExecutable],
  ['backup_db', backupExecutable],
  ['run_migrations', runExecutable],
  ['enroll_db', enrollExecutable],
]);

/**
 * Runs `fastmigrate_NAME` as the Python package's executable of that name behaves; docs/differences.md lists where
 * not. Resolves to the exit code: 0, 1, or 2 for wrong arguments.
 */
export async function runCompatible(
  name: string,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const executable = EXECUTABLES.get(name);
  if (executable === undefined) {
    terminal.err(`fastmigrate: error: there is no executable named fastmigrate_${name}\n`);
    return 2;
  }
  const parsed = parseArgs(executable.parser, args, columns());
  if (parsed.kind === 'exit') {
    terminal.out(parsed.out);
    terminal.err(parsed.err);
    return parsed.code;
  }
  try {
    const paths = compatPaths(parsed.values, process.cwd(), process.platform);
    return await executable.run({ terminal, values: parsed.values, paths });
  } catch (error) {
    terminal.err(callError(errorData(error)));
    return 1;
  }
}

/** As Python's `shutil.get_terminal_size`. */
function columns(): number {
  const fromEnvironment = Number(process.env['COLUMNS'] ?? 0);
  return Number.isSafeInteger(fromEnvironment) && fromEnvironment > 0
    ? fromEnvironment
    : (process.stdout.columns ?? 80);
}
