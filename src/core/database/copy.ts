import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { MigrateError } from '../errors.ts';
import type { EngineEvent } from '../events.ts';
import type { Runtime } from '../runtime.ts';
import { SqliteFailure } from './connection.ts';
import { databaseFailure, holdersOf } from './failure.ts';
import { damageIn } from './faults.ts';
import { BUSY_TIMEOUT, openForWriting, reading, requireFile } from './open.ts';
import { syncingPath } from './pages.ts';
import { copyAside } from './sideCopy.ts';

/** Pages that are copied between two looks at the signal. */
const PAGES_PER_STEP = 1000;
/** Milliseconds between two tries to lock the target. */
const POLL_MS = 25;

type What = Extract<EngineEvent, { type: 'progress' }>['what'];

/** A copy from one path to another, and what it is for. */
export interface Copy {
  readonly from: string;
  readonly to: string;
  readonly what: What;
}

/** With `node` and `env`, other processes help with what is large. */
export type CopyRuntime = Pick<Runtime, 'emit' | 'signal'> & Partial<Pick<Runtime, 'node' | 'env'>>;

/**
 * Writes a verified copy of a database, including what is still in its write-ahead log, to a new file.
 * It is written beside the target as `*.partial`, checked, synced and renamed, with the mode and owner of the source.
 * `place` gives it its name in another way, in the same folder.
 * Throws when anything goes wrong; then no file is left behind.
 */
export async function copyToNewFile(
  from: string,
  to: string,
  what: What,
  runtime: CopyRuntime,
  place: (partial: string) => Promise<void> | void = (partial) => renameSync(partial, to),
): Promise<void> {
  // A name of its own, since two processes may back up to the same name in the same second.
  const partial = `${to}.${randomBytes(4).toString('hex')}.partial`;
  runtime.emit({ type: 'copy-started', what, partial });
  try {
    const mode = createLike(from, partial);
    await fill({ from, to: partial, what }, runtime);
    await requireStillWanted(what, runtime);
    chmodSync(partial, mode);
    await place(partial);
    syncFolder(to);
  } catch (error) {
    for (const suffix of ['-journal', '-wal', '-shm', ''])
      rmSync(partial + suffix, { force: true });
    // What SQLite cannot do it says of the source, unless that is to write.
    const isSource = error instanceof SqliteFailure && error.code !== 'FULL';
    throw databaseFailure(error, isSource ? from : to, BUSY_TIMEOUT);
  } finally {
    runtime.emit({ type: 'copy-finished', what });
  }
}

/** Leaves a copy in an empty file that is checked and on disk. */
async function fill(copy: Copy, runtime: CopyRuntime): Promise<void> {
  const { to, what } = copy;
  const { env, node } = runtime;
  const aside =
    env === undefined || node === undefined
      ? 'none'
      : await copyAside(copy, { ...runtime, env, node });
  if (aside === 'checked') return;
  await requireStillWanted(what, runtime);
  if (aside === 'none') await transfer(copy, runtime, { syncs: to });
  await requireStillWanted(what, runtime);
  verify(to);
  syncFile(to);
}

/** Throws `not-a-database` unless SQLite finds the file sound. */
export function verify(path: string): void {
  const problem = reading(path, damageIn);
  if (problem !== undefined)
    throw new MigrateError({ code: 'not-a-database', database: path, reason: problem });
}

/** Makes sure that a file's content is on disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes sure that the name of a file is on disk. Windows cannot sync a folder, and need not. */
export function syncFolder(path: string): void {
  let folder: number;
  try {
    folder = openSync(dirname(path), 'r');
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'EPERM' || error.code === 'EISDIR')
    )
      return;
    throw error;
  }
  try {
    fsyncSync(folder);
  } catch (error) {
    if (
      !(
        error instanceof Error &&
        'code' in error &&
        (error.code === 'EPERM' || error.code === 'EINVAL')
      )
    )
      throw error;
  } finally {
    closeSync(folder);
  }
}

/** Makes an empty file that only its owner can read or write, with the owner of another one. Returns the mode of that one. */
export function createLike(model: string, path: string): number {
  const { mode, uid, gid } = requireFile(model);
  rmSync(path, { force: true });
  closeSync(openSync(path, 'wx', 0o600));
  const own = statSync(path);
  if (own.uid !== uid || own.gid !== gid) chownIfAllowed(path, uid, gid);
  return mode & 0o777;
}

function chownIfAllowed(path: string, uid: number, gid: number): void {
  try {
    chownSync(path, uid, gid);
  } catch (error) {
    // Only the superuser gives files away. Then the file stays with who made it.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
}

/** Moments of a transfer. */
export interface TransferOptions {
  /** Runs once the target is locked for writing and before anything is written into it; it may throw. */
  readonly onLocked?: () => void;
  /** Runs before the pages are written that complete the transfer. */
  readonly onCompleting?: () => void;
  /** The file that SQLite writes into. It is put on disk little by little, so that the sync at the end is short. */
  readonly syncs?: string;
}

/**
 * Has SQLite write the content of one database into another, in one transaction.
 * Throws `busy` or `cancelled`.
 */
export async function transfer(
  { from, to, what }: Copy,
  runtime: CopyRuntime,
  { onLocked, onCompleting, syncs }: TransferOptions,
): Promise<void> {
  const source = openForWriting(from);
  const sync = syncs === undefined ? undefined : syncingPath(syncs);
  try {
    // Holding a read transaction keeps writers from making the copy start anew again and again.
    source.exec('BEGIN');
    const pages = Number(source.get('PRAGMA page_count')?.['page_count']);
    const report = (donePages: number, totalPages: number): void =>
      runtime.emit({ type: 'progress', what, donePages, totalPages });
    const stalled = stallClock();
    const progress = ({ totalPages, remainingPages }: Database.BackupMetadata): number => {
      requireNotCancelled(what, runtime);
      if (stalled(remainingPages)) throw busy(to);
      if (totalPages === remainingPages) onLocked?.();
      report(totalPages - remainingPages, totalPages);
      sync?.look();
      if (remainingPages <= PAGES_PER_STEP) onCompleting?.();
      return PAGES_PER_STEP;
    };
    for (const started = performance.now(); ; await sleep(POLL_MS)) {
      requireNotCancelled(what, runtime);
      const { totalPages } = await source.copyTo(to, { progress });
      report(totalPages, totalPages);
      // The driver reports a target that it could not lock as a copy of no pages that is done.
      if (totalPages > 0 || pages === 0) return;
      if (performance.now() - started > BUSY_TIMEOUT) throw busy(to);
    }
  } finally {
    source.close();
    sync?.close();
  }
}

/** Throws `cancelled` when the signal is aborted. */
export function requireNotCancelled(what: What, { signal }: CopyRuntime): void {
  if (signal?.aborted === true) throw new MigrateError({ code: 'cancelled', what: `the ${what}` });
}

/** As `requireNotCancelled`, once an abort that came in the meantime has been heard of. */
async function requireStillWanted(what: What, runtime: CopyRuntime): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  requireNotCancelled(what, runtime);
}

/** The failure of a copy into a database that others use. */
export function busy(database: string): MigrateError {
  return new MigrateError({
    code: 'busy',
    database,
    waitedMs: BUSY_TIMEOUT,
    ...holdersOf(database),
  });
}

/** The driver tries a locked target again for ever, so somebody has to look at the clock. */
function stallClock(): (remaining: number) => boolean {
  let last = -1;
  let since = performance.now();
  return (remaining) => {
    if (remaining !== last) {
      last = remaining;
      since = performance.now();
    }
    return performance.now() - since > BUSY_TIMEOUT;
  };
}
