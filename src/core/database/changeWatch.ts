import { closeSync, openSync, readSync } from 'node:fs';
import { databaseFailure } from './failure.ts';
import { BUSY_TIMEOUT, openForWriting, using } from './open.ts';

/** Tells whether anybody has committed to a database since the watch began, also while the database is locked. */
export interface ChangeWatch {
  readonly changed: () => boolean;
  /** Ends the watch. Not before the connections of this process to the file are closed. */
  readonly close: () => void;
}

/**
 * Watches a database that nothing in this process has open.
 * A write-ahead database tells through `PRAGMA data_version`; any other through the change counter in its header, which
 * can be read under an exclusive lock. https://sqlite.org/fileformat2.html#file_change_counter
 * Throws `not-a-database` or `busy`.
 */
export function watchChanges(path: string): ChangeWatch {
  try {
    return watch(path);
  } catch (error) {
    throw databaseFailure(error, path, BUSY_TIMEOUT);
  }
}

function watch(path: string): ChangeWatch {
  const mode = using(openForWriting(path), (connection) => connection.get('PRAGMA journal_mode'));
  return mode?.['journal_mode'] === 'wal' ? watchLog(path) : watchHeader(path);
}

function watchLog(path: string): ChangeWatch {
  const connection = openForWriting(path);
  const read = (): unknown => connection.get('PRAGMA data_version')?.['data_version'];
  const before = read();
  return { changed: () => read() !== before, close: () => connection.close() };
}

function watchHeader(path: string): ChangeWatch {
  // Closing a file drops the locks that this process has on it, so this one stays open until the end.
  const file = openSync(path, 'r');
  const read = (): string => {
    const bytes = Buffer.alloc(4);
    readSync(file, bytes, 0, bytes.length, 24);
    return bytes.toString('hex');
  };
  const before = read();
  let open = true;
  return {
    changed: () => read() !== before,
    close: () => {
      if (open) closeSync(file);
      open = false;
    },
  };
}
