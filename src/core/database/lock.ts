import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  linkSync,
  openSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { elapsedMs } from '../elapsed.ts';
import { MigrateError } from '../errors.ts';
import { SqliteFailure } from './connection.ts';
import type { Connection } from './connection.ts';
import { databaseFailure, holdersOf } from './failure.ts';
import { openForLocking, using } from './open.ts';

const POLL_MS = 25;

/** Suffix of the lock file beside a database. It exists only while a runner is at work. */
export const LOCK_SUFFIX = '.fastmigrate-lock';

/**
 * Runs `body` while no other runner works on the same database; waits for one that does.
 * The lock is SQLite's own on an empty file, so the operating system takes it away from a runner that dies.
 * Throws `busy` after `waitMs`, `cancelled` when the signal is aborted while waiting.
 */
export async function withRunnerLock<T>(
  database: string,
  options: { readonly waitMs: number; readonly signal?: AbortSignal | undefined },
  body: () => Promise<T>,
): Promise<T> {
  const path = database + LOCK_SUFFIX;
  const lock = await acquire(database, path, options);
  try {
    return await body();
  } finally {
    // Removed while it is held: whoever opened it before sees by its number that it is gone.
    removeLockFile(path);
    lock.close();
  }
}

async function acquire(
  database: string,
  path: string,
  options: { readonly waitMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Connection> {
  for (const started = elapsedMs(); ;) {
    const lock = tryAcquire(database, path);
    if (lock !== undefined) return lock;
    const waitedMs = Math.round(elapsedMs() - started);
    if (waitedMs >= options.waitMs)
      throw new MigrateError({ code: 'busy', database, waitedMs, by: 'run', ...holdersOf(path) });
    if (options.signal?.aborted === true)
      throw new MigrateError({ code: 'cancelled', what: 'waiting for another run' });
    await sleep(POLL_MS);
  }
}

function tryAcquire(database: string, path: string): Connection | undefined {
  try {
    if (identityOf(path) === undefined) makeLockFile(path);
    const before = identityOf(path);
    const lock = beginOn(path);
    if (lock !== undefined && !isWritable(path)) {
      stealLockFile(path, lock, before);
      return undefined;
    }
    if (lock === undefined || (before !== undefined && before === identityOf(path))) return lock;
    lock.close();
    return undefined;
  } catch (error) {
    throw databaseFailure(error, database, 0);
  }
}

/** Everybody may look at the lock, whatever this process gives its files, or a dead runner would lock others out. */
function makeLockFile(path: string): void {
  const fresh = `${path}.${anyNumber(2 ** 32)
    .toString(16)
    .padStart(8, '0')}.partial`;
  try {
    makeFile(fresh);
    const mark = anyNumber(2 ** 31);
    utimesSync(fresh, mark, mark);
    linkSync(fresh, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    // No hard links here, or another runner took the unfinished file for a leftover. Renaming could replace a lock.
    makeFile(path);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/**
 * A number below `limit` that another runner will hardly choose too. Nobody has to be kept from guessing it: the files
 * are made only where there are none. `node:crypto` takes longer to load than the lock to take.
 */
function anyNumber(limit: number): number {
  return Math.floor(Math.random() * limit);
}

function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx'));
    chmodSync(path, 0o644);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Somebody else's runner died and left its lock file, which this process may only read: then SQLite takes a shared lock
 * instead of an exclusive one. While that is held nobody works, so the file can go and be made anew.
 */
function stealLockFile(path: string, lock: Connection, identity: string | undefined): void {
  try {
    if (identityOf(path) === identity) rmSync(path, { force: true });
  } finally {
    lock.close();
  }
}

/**
 * Tells whether the lock is on the file that stands at the path: another runner may have removed that one and
 * made a new one since it was opened. A new file may get the number of a removed one, so each also has a random time.
 */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? undefined : `${stats.ino} ${stats.mtimeNs}`;
}

/** Opens the lock file and takes its lock, or undefined while somebody else has it. Already opening reads the file. */
function beginOn(path: string): Connection | undefined {
  try {
    const connection = openForLocking(path);
    if (begin(connection)) return connection;
    connection.close();
    return undefined;
  } catch (error) {
    if (error instanceof SqliteFailure && error.code === 'BUSY') return undefined;
    throw error;
  }
}

function begin(connection: Connection): boolean {
  try {
    // A journal of its own beside a file that comes and goes would outlive it, and meet the next one.
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof SqliteFailure && error.code === 'BUSY') return false;
    throw error;
  }
}

/**
 * Windows does not remove an open file, and a disk may fail. An empty lock file that stays behind locks nobody out, and
 * what was done under the lock is done.
 */
function removeLockFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
}

/** Whether a runner works on the database now. Leaves nothing behind. */
export function isRunnerActive(database: string): boolean {
  const path = database + LOCK_SUFFIX;
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
  try {
    return using(openForLocking(path, true), (probe) => !begin(probe));
  } catch {
    // Gone between the two calls, or not ours to open: somebody else's runner is at work or just ended.
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  }
}
