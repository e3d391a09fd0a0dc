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
import { dirname } from 'node:path';
import { MigrateError } from '../errors.ts';
import type { EngineEvent } from '../events.ts';
import type { Runtime } from '../runtime.ts';
import { databaseFailure, fileFailure } from './failure.ts';
import { BUSY_TIMEOUT, openForWriting, reading, requireFile, using } from './open.ts';

/** Pages that are copied between two looks at the signal. */
const PAGES_PER_STEP = 1000;

type What = Extract<EngineEvent, { type: 'progress' }>['what'];
type CopyRuntime = Pick<Runtime, 'emit' | 'signal'>;

/**
 * Writes a verified copy of a database, including what is still in its write-ahead log, to a new file.
 * It is written beside the target as `*.partial`, checked, synced and renamed, with the mode and owner of the source.
 * Throws when anything goes wrong; then no file is left behind.
 */
export async function copyToNewFile(
  from: string,
  to: string,
  what: What,
  runtime: CopyRuntime,
): Promise<void> {
  const partial = `${to}.partial`;
  try {
    createLike(from, partial);
    await transfer(from, partial, what, runtime);
    verify(partial);
    syncFile(partial);
    renameSync(partial, to);
    syncFolder(to);
  } catch (error) {
    for (const suffix of ['', '-journal', '-wal', '-shm'])
      rmSync(partial + suffix, { force: true });
    throw fileFailure(databaseFailure(error, from, BUSY_TIMEOUT), partial);
  }
}

/**
 * Puts the content of one database into another that exists, in one transaction: the file, its mode, its owner and
 * its links stay, and readers see either the old content or the new. A failure or a kill leaves the old content.
 */
export async function copyInto(
  from: string,
  to: string,
  what: What,
  runtime: CopyRuntime,
): Promise<void> {
  const wal = journalMode(from) === 'wal';
  try {
    // A write-ahead log fixes the page size; without one, any content can be put back.
    setJournalMode(to, 'delete');
    await transfer(from, to, what, runtime);
    setJournalMode(to, wal ? 'wal' : 'delete');
    syncFile(to);
  } catch (error) {
    throw fileFailure(databaseFailure(error, to, BUSY_TIMEOUT), to);
  }
}

/** Throws `not-a-database` unless SQLite finds the file sound. */
export function verify(path: string): void {
  const problem = reading(
    path,
    (connection) => connection.get('PRAGMA quick_check(1)')?.['quick_check'],
  );
  if (problem !== 'ok')
    throw new MigrateError({ code: 'not-a-database', database: path, reason: String(problem) });
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

/** Makes an empty file that nobody can read who cannot read the other one. */
export function createLike(model: string, path: string): void {
  const { mode, uid, gid } = requireFile(model);
  rmSync(path, { force: true });
  closeSync(openSync(path, 'wx', mode & 0o600));
  const own = statSync(path);
  if (own.uid !== uid || own.gid !== gid) chownIfAllowed(path, uid, gid);
  chmodSync(path, mode & 0o777);
}

function chownIfAllowed(path: string, uid: number, gid: number): void {
  try {
    chownSync(path, uid, gid);
  } catch (error) {
    // Only the superuser gives files away. Then the file stays with who made it.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
}

async function transfer(from: string, to: string, what: What, runtime: CopyRuntime): Promise<void> {
  const source = openForWriting(from);
  try {
    // Holding a read transaction keeps writers from making the copy start anew again and again.
    source.exec('BEGIN');
    source.get('SELECT 1 FROM sqlite_schema LIMIT 1');
    const stalled = stallClock();
    await source.handle.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        if (runtime.signal?.aborted === true)
          throw new MigrateError({ code: 'cancelled', what: `the ${what}` });
        if (stalled(remainingPages))
          throw new MigrateError({ code: 'busy', database: to, waitedMs: BUSY_TIMEOUT });
        runtime.emit({
          type: 'progress',
          what,
          donePages: totalPages - remainingPages,
          totalPages,
        });
        return PAGES_PER_STEP;
      },
    });
  } finally {
    source.close();
  }
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

function journalMode(path: string): string {
  return using(openForWriting(path), (connection) =>
    String(connection.get('PRAGMA journal_mode')?.['journal_mode']),
  );
}

/** A database that others have open keeps its write-ahead log; then copying decides whether that can be. */
function setJournalMode(path: string, mode: 'wal' | 'delete'): void {
  using(openForWriting(path), (connection) => {
    if (connection.get('PRAGMA journal_mode')?.['journal_mode'] === mode) return;
    try {
      connection.exec(`PRAGMA journal_mode = ${mode}`);
    } catch (error) {
      const failure = databaseFailure(error, path, BUSY_TIMEOUT);
      if (!MigrateError.is(failure, 'busy')) throw failure;
    }
  });
}
