import { MigrateError, whatOf } from '../errors.ts';
import { SqliteFailure } from './connection.ts';
import { lockHolders } from './lockHolders.ts';

/**
 * Turns an error that came while a database file was opened, read or written by statements of this program into a typed
 * one: where such a statement does not compile or meets a constraint, the schema is damaged or another program's.
 */
export function databaseFailure(error: unknown, database: string, waitedMs: number): unknown {
  if (error instanceof MigrateError) return error;
  if (!(error instanceof SqliteFailure)) return fileFailure(error, database);
  const options = { cause: error };
  const reason = error.message;
  switch (error.code) {
    case 'BUSY':
    case 'LOCKED':
      return new MigrateError(
        { code: 'busy', database, waitedMs, ...holdersOf(database) },
        options,
      );
    case 'READONLY':
    case 'PERM':
    case 'CANTOPEN':
      return new MigrateError({ code: 'read-only', database, reason }, options);
    case 'FULL':
      return new MigrateError({ code: 'disk-full', path: database, reason }, options);
    case 'IOERR':
    case 'OTHER':
      return new MigrateError({ code: 'io', path: database, reason }, options);
    case 'NOTADB':
    case 'CORRUPT':
    case 'ERROR':
    case 'CONSTRAINT':
    case 'AUTH':
      return new MigrateError({ code: 'not-a-database', database, reason }, options);
  }
}

/** Who holds the database, as a `busy` failure carries it. */
export function holdersOf(database: string): { readonly processes?: readonly string[] } {
  const processes = lockHolders(database);
  return processes.length === 0 ? {} : { processes };
}

/** What went wrong when the new content of a database was there already. The old content must not be taken for safe. */
export function unfinished(database: string, error: unknown): MigrateError {
  if (MigrateError.is(error, 'restore-unfinished')) return error;
  const reason = reasonOf(error);
  return new MigrateError({ code: 'restore-unfinished', database, reason }, { cause: error });
}

/** Why something failed, for a text that says itself which database it is about and what has changed. */
function reasonOf(error: unknown): string {
  if (error instanceof MigrateError && 'reason' in error.failure) return error.failure.reason;
  return whatOf(error);
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
