import { accessSync, constants as modes } from 'node:fs';
import { constants } from 'node:os';
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
      return new MigrateError(
        { code: 'read-only', database, reason, ...unread(database) },
        options,
      );
    case 'FULL':
      return new MigrateError({ code: 'disk-full', path: database, reason }, options);
    case 'IOERR':
      return new MigrateError(
        { code: 'io', path: database, reason: reason + cause(error) },
        options,
      );
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

/** Results of SQLite for what could not be written, by name in one driver and by number in the other. */
const UNWRITTEN =
  /_(?:WRITE|FSYNC|TRUNCATE|SHMSIZE|SHMMAP|SHMOPEN)$|^(?:778|1034|1546|4874|5386|4618)$/;

/** SQLite tells a full disk from others, but not a quota. https://sqlite.org/rescode.html#ioerr_write */
function cause({ extended }: SqliteFailure): string {
  return UNWRITTEN.test(extended)
    ? '. A quota of disk space may be used up, or the disk is failing'
    : '';
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

const QUOTA = 'the quota of disk space is used up';

/** The name of an error of the file system. Node has none for a quota that is used up, only the number. */
export function fileErrorCode(error: Error & { readonly code: unknown }): unknown {
  const isQuota = 'errno' in error && error.errno === -constants.errno.EDQUOT;
  return isQuota ? 'EDQUOT' : error.code;
}

/** Turns an error of the file system into a typed one. */
export function fileFailure(error: unknown, path: string): unknown {
  if (error instanceof MigrateError || !(error instanceof Error) || !('code' in error))
    return error;
  const reason = error.message;
  const code = fileErrorCode(error);
  switch (code) {
    case 'EDQUOT':
      return new MigrateError({ code: 'disk-full', path, reason: QUOTA }, { cause: error });
    case 'ENOSPC':
    case 'EFBIG':
      return new MigrateError({ code: 'disk-full', path, reason }, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new MigrateError(
        { code: 'read-only', database: path, reason, ...unread(path) },
        { cause: error },
      );
    default:
      return new MigrateError({ code: 'io', path, reason }, { cause: error });
  }
}

/** What may not even be read is not said to be closed to writing only. */
function unread(path: string): { readonly unread?: true } {
  try {
    accessSync(path, modes.R_OK);
    return {};
  } catch (error) {
    const isClosed = error instanceof Error && 'code' in error && error.code === 'EACCES';
    return isClosed ? { unread: true } : {};
  }
}
