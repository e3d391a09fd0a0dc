import { MigrateError } from '../../core/errors.ts';
import { VERSION } from '../version.ts';
import { UNVERSIONED_TEXT, missingText } from '../earlyVersion.ts';
import { callProject } from './call.ts';
import type { Call, Executable } from './call.ts';
import { checkParser } from './parsers.ts';

/** `fastmigrate_check_version`. An unversioned database is an answer, exit code 0; an unreadable one is not. */
export const checkExecutable: Executable = { parser: checkParser, run };

async function run(call: Call): Promise<0 | 1> {
  const { terminal, paths } = call;
  const { readVersion } = await import('../../core/database/version.ts');
  terminal.out(`FastMigrate version: ${VERSION}\n`);
  try {
    terminal.out(`Database version: ${readVersion(callProject(call, false).database)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    switch (error.failure.code) {
      case 'database-missing':
        terminal.out(missingText(paths.db));
        return 1;
      case 'unversioned':
        terminal.out(UNVERSIONED_TEXT);
        return 0;
      default:
        throw error;
    }
  }
}
