import {
  chmodSync,
  closeSync,
  copyFileSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, join } from 'node:path';
import { MigrateError } from '../errors.ts';
import { openBetterSqlite } from './betterSqlite.ts';
import type { BetterSqliteConnection } from './betterSqlite.ts';
import { SqliteFailure } from './connection.ts';
import type { Connection } from './connection.ts';
import { databaseFailure, fileFailure } from './failure.ts';
import { isUnused } from './lockHolders.ts';
import { hasCommit } from './logFile.ts';
import { nodeSqlite, openImmutable, openIndexReadOnly, openNodeSqlite } from './nodeSqlite.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporaryFolder.ts';

/** How long a command waits for somebody else's lock, in milliseconds. */
export const BUSY_TIMEOUT = 5000;

// Two copies of SQLite live in this process. On POSIX systems, closing a file drops the locks that the other copy
// holds on it, so a file is open in one of them at a time. https://sqlite.org/howtocorrupt.html#_multiple_copies_of_sqlite_linked_into_the_same_application
const openFiles = new Map<string, { driver: 'better-sqlite3' | 'node'; count: number }>();

/** Whether there is a file to open. Throws `database-missing`, or `not-a-database` for a folder, pipe or device, or what the file system says. */
export function requireFile(path: string): Stats {
  const stats = statsOf(path);
  if (stats === undefined) throw new MigrateError({ code: 'database-missing', database: path });
  if (stats.isFile()) return stats;
  const reason = stats.isDirectory() ? 'it is a folder' : 'it is not a regular file';
  throw new MigrateError({ code: 'not-a-database', database: path, reason });
}

/** What stands at a path, links followed, or undefined for nothing. Throws `read-only` or `io` where that cannot be found out. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileFailure(error, path);
  }
}

/** Opens an existing file for reading and writing with better-sqlite3. Close it. */
export function openForWriting(path: string, timeout = BUSY_TIMEOUT): BetterSqliteConnection {
  requireFile(path);
  return openBetter(path, { readOnly: false, mustExist: true, timeout });
}

/** Opens an existing file with better-sqlite3, unable to write into it. Files may appear beside one in write-ahead mode. Close it. */
export function openReadOnly(path: string, timeout = BUSY_TIMEOUT): BetterSqliteConnection {
  requireFile(path);
  return openBetter(path, { readOnly: true, mustExist: true, timeout });
}

/** Opens a file for reading and writing with better-sqlite3 and makes it if there is none. Close it. */
export function openOrCreate(path: string, timeout = BUSY_TIMEOUT): BetterSqliteConnection {
  return openBetter(path, { readOnly: false, mustExist: false, timeout });
}

/** Opens a file, or makes it unless it must exist, for nothing but its locks. Never waits. Close it. */
export function openForLocking(path: string, mustExist = false): BetterSqliteConnection {
  return openBetter(path, { readOnly: false, mustExist, timeout: 0, untouched: true });
}

/** An in-memory database for normalising DDL or replaying scripts. Close it. */
export function openScratch(): BetterSqliteConnection {
  return openBetterSqlite(':memory:', { readOnly: false, mustExist: false, timeout: 0 });
}

/** As `openScratch`, with the library that runs scripts; better-sqlite3 where this process has no other. Close it. */
export function openScratchFor(library: ScriptLibrary): Connection {
  const driver = library === 'node' ? nodeSqlite() : undefined;
  return driver === undefined ? openScratch() : openNodeSqlite(driver, ':memory:', 0);
}

/** The SQLite that runs a script: `node` is Node's own, which accepts double-quoted strings. */
export type ScriptLibrary = 'better-sqlite3' | 'node';

/** Whether this process has Node's own SQLite. */
export function hasNodeSqlite(): boolean {
  return nodeSqlite() !== undefined;
}

/**
 * Opens a file to run a script in it, with the settings of stock SQLite. `attaches`: what the script attaches is made
 * where there is no such file, as stock SQLite does it; so is the database, should it vanish just now. Close it.
 */
export function openForScript(path: string, library: ScriptLibrary, attaches = false): Connection {
  requireFile(path);
  const driver = library === 'node' ? nodeSqlite() : undefined;
  const timeout = BUSY_TIMEOUT;
  if (driver === undefined)
    return openBetter(path, { readOnly: false, mustExist: !attaches, timeout });
  return track('node', path, () => openNodeSqlite(driver, path, timeout));
}

/**
 * Reads a database without leaving a trace: no file appears or changes beside it, also on a read-only disk,
 * with an idle write-ahead log, or after a crash (then a private copy is read).
 */
export function reading<T>(
  path: string,
  body: (connection: Connection) => T,
  timeout = BUSY_TIMEOUT,
): T {
  requireFile(path);
  // SQLite puts a log and a journal beside the file that a link leads to.
  const real = realPathOf(path);
  try {
    if (lacksIndex(real)) return readingCopy(real, body);
    return using(openForReading(path, real, timeout), body);
  } catch (error) {
    if (error instanceof SqliteFailure && (error.code === 'READONLY' || error.code === 'CANTOPEN'))
      return readingCopy(real, body);
    throw databaseFailure(error, path, timeout);
  }
}

/** Runs `body` and closes the connection whatever happens. */
export function using<C extends Connection, T>(connection: C, body: (connection: C) => T): T {
  try {
    return body(connection);
  } finally {
    connection.close();
  }
}

/**
 * Takes and gives back the lock of a reader, without reading the schema. False where only `reading` tells.
 * Throws `busy` where another program keeps readers out.
 */
export function requireUnlocked(path: string, timeout: number): boolean {
  try {
    const options = { readOnly: true, mustExist: true, timeout, untouched: true };
    using(openBetter(path, options), (connection) => connection.get('PRAGMA schema_version'));
    return true;
  } catch (error) {
    if (error instanceof SqliteFailure && error.code === 'BUSY')
      throw databaseFailure(error, path, timeout);
    return false;
  }
}

/** Whether this process has a file open in SQLite. */
export function isOpenHere(path: string): boolean {
  return openFiles.has(path);
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // Some drives of a network do not tell.
    return path;
  }
}

function openForReading(path: string, real: string, timeout: number): Connection {
  // Reading the header here would drop the locks of a connection that is open already.
  const driver = openFiles.has(path) || openFiles.has(real) ? undefined : nodeSqlite();
  if (driver !== undefined && isWalFile(real)) {
    const open = hasContent(`${real}-wal`)
      ? isUnused(real) && openCutOff(real)
      : !hasContent(`${real}-journal`) && openImmutable;
    if (open !== false) return track('node', path, () => open(driver, path));
  }
  return openBetter(path, { readOnly: true, mustExist: true, timeout });
}

/** A crash left a log with its index, which SQLite would write anew. Where nothing in a log counts, it waits in vain. */
function openCutOff(real: string): typeof openImmutable {
  return hasCommit(`${real}-wal`) || hasContent(`${real}-journal`)
    ? openIndexReadOnly
    : openImmutable;
}

function openBetter(
  path: string,
  options: Parameters<typeof openBetterSqlite>[1],
): BetterSqliteConnection {
  return track('better-sqlite3', path, () => openBetterSqlite(path, options));
}

function track<C extends Connection>(
  driver: 'better-sqlite3' | 'node',
  path: string,
  open: () => C,
): C {
  const entry = openFiles.get(path) ?? { driver, count: 0 };
  if (entry.driver !== driver && entry.count > 0)
    throw new Error(`${path} is open in ${entry.driver} and must not be opened in ${driver} too`);
  const connection = open();
  openFiles.set(path, { driver, count: entry.count + 1 });
  const close = connection.close.bind(connection);
  let closed = false;
  connection.close = () => {
    if (closed) return;
    close();
    closed = true;
    const { count } = openFiles.get(path) ?? { count: 1 };
    if (count <= 1) openFiles.delete(path);
    else openFiles.set(path, { driver, count: count - 1 });
  };
  return connection;
}

/** A crash left a write-ahead log without its index: opening the file would write a new index beside it. */
export function lacksIndex(path: string): boolean {
  return (
    !openFiles.has(path) &&
    hasContent(`${path}-wal`) &&
    statSync(`${path}-shm`, { throwIfNoEntry: false }) === undefined &&
    isWalFile(path)
  );
}

function readingCopy<T>(path: string, body: (connection: Connection) => T): T {
  const folder = makeTemporaryFolder();
  try {
    const copy = join(folder, basename(path).trim() || 'database');
    for (const suffix of ['', '-wal', '-journal'])
      if (suffix === '' || hasContent(path + suffix)) copyWritable(path + suffix, copy + suffix);
    return using(openBetterSqlite(copy, { readOnly: false, mustExist: true, timeout: 0 }), body);
  } catch (error) {
    throw databaseFailure(error, path, 0);
  } finally {
    removeTemporaryFolder(folder);
  }
}

/** The copy of a read-only file must be writable, or its journal cannot be rolled back. */
export function copyWritable(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}

/** Bytes 18 and 19 of the header are 2 for a database in write-ahead mode. https://sqlite.org/fileformat2.html#file_format_version_numbers */
export function isWalFile(path: string): boolean {
  const header = firstBytes(path, 20);
  return header[18] === 2 && header[19] === 2;
}

/** Whether there is such a file, and it is not empty. */
export function hasContent(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** The beginning of a file. Not of one that is open in SQLite: closing it drops the locks. */
export function firstBytes(path: string, length: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}
