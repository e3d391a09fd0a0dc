import { MigrateError } from '../../core/errors.ts';
import { callProject, callRuntime } from './call.ts';
import type { Call, Executable } from './call.ts';
import { enrollParser } from './parsers.ts';

/** `fastmigrate_enroll_db`. Says nothing when it is done. */
export const enrollExecutable: Executable = { parser: enrollParser, run };

async function run(call: Call): Promise<0 | 1> {
  const { terminal, paths } = call;
  const { enroll } = await import('../../core/migration/enroll.ts');
  try {
    await enroll(callProject(call, false), callRuntime(call));
    return 0;
  } catch (error) {
    if (MigrateError.is(error, 'database-missing')) {
      terminal.err(`Error: Database file does not exist: ${paths.db}\n`);
      return 1;
    }
    if (!MigrateError.is(error, 'already-versioned')) throw error;
    terminal.out('Cannot enroll, since this database is already managed.\n');
    terminal.out(`It is marked as version ${error.failure.version}\n`);
    return 1;
  }
}
