import { existsSync, rmSync } from 'node:fs';
import { MigrateError } from '../errors.ts';
import type { ChangeWatch } from './changeWatch.ts';
import { SqliteFailure } from './connection.ts';
import { busy, copyToNewFile, syncFile, transfer } from './copy.ts';
import type { Copy, CopyRuntime } from './copy.ts';
import { databaseFailure, fileFailure, unfinished } from './failure.ts';
import { BUSY_TIMEOUT, openForWriting, using } from './open.ts';
import { overwrite } from './overwrite.ts';
import { watchPages } from './pageComparison.ts';
import { hasLog } from './shape.ts';

/** What tells whether somebody has committed to a database since it was saved. */
export interface Since {
  readonly watch: ChangeWatch;
  /** The copy of what was there. */
  readonly saved: string;
}

/**
 * Puts the content of one database into another that exists, as one change: the file, its mode, its owner and
 * its links stay, and readers see either the old content or the new. A failure or a kill leaves one of them whole.
 * Throws `changed-elsewhere`, and leaves the old content, where `since` tells that somebody has committed to the target;
 * `restore-unfinished` for what goes wrong once the new content is there.
 */
export async function copyInto(copy: Copy, runtime: CopyRuntime, since?: Since): Promise<void> {
  const { from, to, what } = copy;
  const unchanged = (): void => requireUnchanged(to, since?.watch);
  runtime.emit({ type: 'copy-started', what });
  try {
    const [source, target] = [shapeOf(from), shapeOf(to)];
    if (target.mode !== 'wal') await replace(copy, runtime, unchanged);
    // A write-ahead log fixes the page size; without one, any content can be put back.
    else if (target.pageSize === source.pageSize) await appendOrReplace(copy, runtime, since);
    else {
      unchanged();
      await replaceLogged(copy, runtime, since);
    }
    since?.watch.close();
    settle(to, source.mode === 'wal' ? 'wal' : 'delete');
  } catch (error) {
    throw fileFailure(databaseFailure(error, to, BUSY_TIMEOUT), to);
  } finally {
    runtime.emit({ type: 'copy-finished', what });
  }
}

/** Gives new content its journal mode, and makes sure that it is on disk. Throws `restore-unfinished`. */
function settle(to: string, mode: 'wal' | 'delete'): void {
  try {
    setJournalMode(to, mode);
    for (const suffix of ['-wal', '']) if (existsSync(to + suffix)) syncFile(to + suffix);
  } catch (error) {
    throw unfinished(to, databaseFailure(error, to, BUSY_TIMEOUT));
  }
}

/** For a database without a write-ahead log. */
async function replace(copy: Copy, runtime: CopyRuntime, onLocked: () => void): Promise<void> {
  const { from, to, what } = copy;
  const whole = `${to}.fastmigrate-restore`;
  try {
    // The pages of a file with a log are only whole in a copy of it.
    const logged = hasLog(from);
    if (logged) await copyToNewFile(from, whole, what, runtime);
    const plain = { ...copy, from: logged ? whole : from };
    if (!(await overwrite(plain, runtime, onLocked))) await transfer(plain, runtime, { onLocked });
  } finally {
    rmSync(whole, { force: true });
  }
}

/** For a database with a write-ahead log, where all is decided by the last page that is written into that. */
async function append(copy: Copy, runtime: CopyRuntime, onLocked: () => void): Promise<void> {
  const { to, what } = copy;
  const onCompleting = (): void => runtime.emit({ type: 'copy-completing', what });
  await transfer(copy, runtime, { onLocked, onCompleting, syncs: `${to}-wal` });
}

/** The log takes every page. Where it has no room for that, the pages that differ may have room without it. */
async function appendOrReplace(copy: Copy, runtime: CopyRuntime, since?: Since): Promise<void> {
  const isFull = (error: unknown): boolean =>
    MigrateError.is(databaseFailure(error, copy.to, BUSY_TIMEOUT), 'disk-full');
  try {
    await append(copy, runtime, () => requireUnchanged(copy.to, since?.watch));
  } catch (error) {
    if (!isFull(error)) throw error;
    try {
      await replaceLogged(copy, runtime, since);
    } catch (second) {
      throw isFull(second) || MigrateError.is(second, 'busy') ? error : second;
    }
  }
}

/** Takes the log away for the time being. Throws `busy` when others have the database open. */
async function replaceLogged(copy: Copy, runtime: CopyRuntime, since?: Since): Promise<void> {
  const { to } = copy;
  // It keeps the log from being taken away, and without one it tells nothing. Whoever commits from here on until the
  // database is locked again is seen by what is in the pages then.
  since?.watch.close();
  if (!setJournalMode(to, 'delete')) throw busy(to);
  const pages = since === undefined ? undefined : watchPages(to, since.saved);
  try {
    await replace(copy, runtime, () => requireUnchanged(to, pages));
  } catch (error) {
    pages?.close();
    giveLogBack(to);
    throw error;
  } finally {
    pages?.close();
  }
}

/** After a failure, which is what the caller has to hear of. Without its log the database is as whole as with it. */
function giveLogBack(path: string): void {
  try {
    setJournalMode(path, 'wal');
  } catch (error) {
    if (!(error instanceof MigrateError || error instanceof SqliteFailure)) throw error;
  }
}

function requireUnchanged(database: string, watch: ChangeWatch | undefined): void {
  const reason = 'something was committed while what is there was saved';
  if (watch?.changed() === true)
    throw new MigrateError({ code: 'changed-elsewhere', database, reason });
}

function shapeOf(path: string): { readonly mode: unknown; readonly pageSize: unknown } {
  return using(openForWriting(path), (connection) => ({
    mode: connection.get('PRAGMA journal_mode')?.['journal_mode'],
    pageSize: connection.get('PRAGMA page_size')?.['page_size'],
  }));
}

/** Whether it could be set: a database that others have open keeps its write-ahead log. */
function setJournalMode(path: string, mode: 'wal' | 'delete'): boolean {
  return using(openForWriting(path), (connection) => {
    if (connection.get('PRAGMA journal_mode')?.['journal_mode'] === mode) return true;
    try {
      return connection.get(`PRAGMA journal_mode = ${mode}`)?.['journal_mode'] === mode;
    } catch (error) {
      const failure = databaseFailure(error, path, BUSY_TIMEOUT);
      if (!MigrateError.is(failure, 'busy')) throw failure;
      return false;
    }
  });
}
