import { realpathSync } from 'node:fs';
import type { Connection } from './connection.ts';
import { isSettled, sameStamp, stampOf } from './fileStamp.ts';
import type { FileStamp } from './fileStamp.ts';
import { firstBytes, hasContent, isOpenHere, reading, requireUnlocked } from './open.ts';

/** How a database is read: `reading`, or what remembers. */
export type ReadDatabase<T> = (
  path: string,
  body: (connection: Connection) => T,
  timeout: number,
) => T;

export interface DatabaseMemoryOptions<T> {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether an answer is small enough to be kept. */
  readonly keeps: (value: T) => boolean;
}

/**
 * What was last read from a database, as long as nobody has written into it. No file is kept open: that would keep
 * others from replacing it on Windows, and hold back the write-ahead log.
 */
export class DatabaseMemory<T> {
  readonly #options: DatabaseMemoryOptions<T>;
  #kept: { readonly traces: Traces; readonly value: T } | undefined;

  constructor(options: DatabaseMemoryOptions<T>) {
    this.#options = options;
  }

  /** As `reading`, for a body that always asks the same. Throws what that throws, also where a lock keeps readers out. */
  readonly read: ReadDatabase<T> = (path, body, timeout) => {
    const at = this.#options.now();
    const traces = tracesOf(path);
    const kept = this.#kept;
    if (kept !== undefined && traces !== undefined && sameTraces(kept.traces, traces)) {
      if (traces.idleLog || requireUnlocked(path, timeout)) return kept.value;
    }
    this.#kept = undefined;
    const value = reading(path, body, timeout);
    // The traces are older than what was read, so a change in between shows at the next look.
    if (traces !== undefined && isSettledAt(traces, at) && this.#options.keeps(value))
      this.#kept = { traces, value };
    return value;
  };
}

/** What each committed transaction changes in the files of a database. */
interface Traces {
  readonly real: string;
  readonly database: FileStamp;
  readonly log: FileStamp | undefined;
  /** The headers of the database and of the index of its log, which count transactions: Windows is late with times. */
  readonly headers: string;
  /** Whether it is a write-ahead database that nobody writes at the moment; readers then ask for no locks. */
  readonly idleLog: boolean;
}

// https://sqlite.org/fileformat2.html#the_database_header
const HEADER = 100;
// Both copies of the header of the index. Behind them are bytes that locks keep others from reading on Windows.
// https://sqlite.org/walformat.html#the_wal_index_file_format
const INDEX_HEADER = 96;

/** Undefined where a look at the files alone does not tell what SQLite would read from them. */
function tracesOf(path: string): Traces | undefined {
  try {
    // SQLite puts the log beside the file that a link leads to.
    const real = realpathSync.native(path);
    // Closing a file drops the locks of a connection that is open already.
    if (isOpenHere(path) || isOpenHere(real)) return undefined;
    const database = stampOf(real);
    const log = stampOf(`${real}-wal`);
    if (database === undefined || hasContent(`${real}-journal`)) return undefined;
    const header = Buffer.from(firstBytes(real, HEADER));
    const live = log !== undefined && log.size > 0;
    const index = live ? Buffer.from(firstBytes(`${real}-shm`, INDEX_HEADER)) : Buffer.alloc(0);
    const idleLog = !live && header[18] === 2 && header[19] === 2;
    const headers = `${header.toString('hex')} ${index.toString('hex')}`;
    return { real, database, log, headers, idleLog };
  } catch {
    // A file that went away or cannot be read: opening it says what is wrong.
    return undefined;
  }
}

function sameTraces(a: Traces, b: Traces): boolean {
  const sameLog =
    a.log === undefined || b.log === undefined ? a.log === b.log : sameStamp(a.log, b.log);
  return (
    sameLog && a.real === b.real && a.headers === b.headers && sameStamp(a.database, b.database)
  );
}

function isSettledAt({ database, log }: Traces, at: number): boolean {
  return isSettled(database, at) && (log === undefined || isSettled(log, at));
}
