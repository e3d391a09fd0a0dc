import { MigrateError } from '../errors.ts';
import { SqliteFailure } from './connection.ts';

/**
 * Turns an error that came while a database file was opened, read or written into a typed one.
 * Errors that are not about the file (a wrong statement, a constraint) are returned as they are.
 */
export function databaseFailure(error: unknown, database: string, waitedMs: number): unknown {
  if (error instanceof MigrateError) return error;
  if (!(error instanceof SqliteFailure)) return fileFailure(error, database);
  const options = { cause: error };
  const reason = error.message;
  switch (error.code) {
    case 'BUSY':
    case 'LOCKED':
      return new MigrateError({ code: 'busy', database, waitedMs }, options);
    case 'NOTADB':
    case 'CORRUPT':
      return new MigrateError({ code: 'not-a-database', database, reason }, options);
    case 'READONLY':
    case 'PERM':
    case 'CANTOPEN':
      return new MigrateError({ code: 'read-only', database, reason }, options);
    case 'FULL':
      return new MigrateError({ code: 'disk-full', path: database, reason }, options);
    case 'IOERR':
      return new MigrateError({ code: 'io', path: database, reason }, options);
    default:
      return error;
  }
}

/** Turns an error of the file system into a typed one. */
export function fileFailure(error: unknown, path: string): unknown {
  if (error instanceof MigrateError || !(error instanceof Error) || !('code' in error))
    return error;
  const reason = error.message;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new MigrateError({ code: 'disk-full', path, reason }, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new MigrateError({ code: 'read-only', database: path, reason }, { cause: error });
    default:
      return new MigrateError({ code: 'io', path, reason }, { cause: error });
  }
}
