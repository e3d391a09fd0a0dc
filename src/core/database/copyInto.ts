import { existsSync, rmSync } from 'node:fs';
import { MigrateError } from '../errors.ts';
import type { ChangeWatch } from './changeWatch.ts';
import { busy, copyToNewFile, syncFile, transfer } from './copy.ts';
import type { Copy, CopyRuntime } from './copy.ts';
import { databaseFailure, fileFailure, unfinished } from './failure.ts';
import { BUSY_TIMEOUT, openForWriting, using } from './open.ts';
import { overwrite } from './overwrite.ts';
import { hasLog } from './shape.ts';

/**
 * Puts the content of one database into another that exists, as one change: the file, its mode, its owner and
 * its links stay, and readers see either the old content or the new. A failure or a kill leaves one of them whole.
 * Throws `changed-elsewhere`, and leaves the old content, where `watch` tells that somebody has committed to the target;
 * `restore-unfinished` for what goes wrong once the new content is there.
 */
export async function copyInto(
  copy: Copy,
  runtime: CopyRuntime,
  watch?: ChangeWatch,
): Promise<void> {
  const { from, to, what } = copy;
  const unchanged = (): void => {
    const reason = 'something was committed while what is there was saved';
    if (watch?.changed() === true)
      throw new MigrateError({ code: 'changed-elsewhere', database: to, reason });
  };
  runtime.emit({ type: 'copy-started', what });
  try {
    const [source, target] = [shapeOf(from), shapeOf(to)];
    if (target.mode !== 'wal') await replace(copy, runtime, unchanged);
    // A write-ahead log fixes the page size; without one, any content can be put back.
    else if (target.pageSize === source.pageSize) await append(copy, runtime, unchanged);
    else {
      unchanged();
      watch?.close();
      await replaceLogged(copy, runtime);
    }
    watch?.close();
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

/** Takes the log away for the time being. Throws `busy` when others have the database open. */
async function replaceLogged(copy: Copy, runtime: CopyRuntime): Promise<void> {
  if (!setJournalMode(copy.to, 'delete')) throw busy(copy.to);
  try {
    await replace(copy, runtime, () => {});
  } catch (error) {
    setJournalMode(copy.to, 'wal');
    throw error;
  }
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
