import { basename, dirname } from 'node:path';
import { MigrateError } from '../../core/errors.ts';
import { callProject, callRuntime } from './call.ts';
import type { Call, Executable } from './call.ts';
import { backupParser } from './parsers.ts';
import { purePath } from './purePath.ts';

/** `fastmigrate_backup_db`. */
export const backupExecutable: Executable = { parser: backupParser, run };

/** A file beside the database, as the paths of the call are printed. */
export function besideDatabase(call: Call, file: string): string {
  return purePath(`${dirname(call.paths.db)}/${basename(file)}`, process.platform);
}

async function run(call: Call): Promise<0 | 1> {
  const { terminal, paths } = call;
  const { backupDatabase } = await import('../../core/backup/backup.ts');
  try {
    const { file } = await backupDatabase(callProject(call, false), callRuntime(call));
    terminal.out(`Database backup created: ${besideDatabase(call, file)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    const { failure } = error;
    if (failure.code === 'database-missing')
      terminal.out(`Warning: Database file does not exist: ${paths.db}\n`);
    else if (failure.code === 'backup-exists')
      terminal.err(`Error: Backup file already exists: ${besideDatabase(call, failure.file)}\n`);
    else terminal.out(`Error during backup: ${reasonOf(error)}\n`);
    return 1;
  }
}

/** What SQLite or the file system said, without what is said around it. */
function reasonOf(error: MigrateError): string {
  const { cause, failure } = error;
  if (cause instanceof MigrateError) return reasonOf(cause);
  return 'reason' in failure ? failure.reason : error.message;
}
