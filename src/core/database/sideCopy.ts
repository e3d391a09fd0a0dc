import { statSync, truncateSync } from 'node:fs';
import { MigrateError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { BetterSqliteConnection } from './betterSqlite.ts';
import type { Copy } from './copy.ts';
import { openForLocking, openForWriting } from './open.ts';
import { hasLog, markOf, shapeOf } from './shape.ts';
import type { Shape } from './shape.ts';
import { workAside } from './sideProcess.ts';
import type { SideAnswer } from './sideProtocol.ts';

/** Bytes from which on two more processes are worth their start. */
const LARGE = 24 * 2 ** 20;

/** `none`: nothing was copied. `checked`: the copy is whole, sound and on disk. `copied`: it is not checked yet. */
export type SideCopy = 'none' | 'copied' | 'checked';

/**
 * Copies a large database without a filled write-ahead log into an empty file, as a file: one process copies its pages,
 * another one has SQLite check the original. The copy is read back and compared, so what is true of the one is true of
 * the other. Meanwhile this process keeps everybody from writing into the original.
 * Throws `not-a-database` for one that is damaged, or what the file system says where it is full.
 */
export async function copyAside(
  { from, to, what }: Copy,
  runtime: Pick<Runtime, 'emit' | 'signal' | 'node' | 'env'>,
): Promise<SideCopy> {
  if (runtime.node === undefined || statSync(from).size < LARGE) return 'none';
  const source = openForWriting(from);
  let guard: BetterSqliteConnection | undefined;
  try {
    // With a read transaction nobody writes into the file. In write-ahead mode that is so when the log was empty at its
    // begin, and then it still is or has only what came later. https://sqlite.org/walformat.html#wal_locks
    source.exec('BEGIN');
    const shape = shapeOf(source);
    if (hasLog(from) || !isWhole(from, shape)) return 'none';
    guard = lockCopy(to);
    const before = markOf(from);
    const [copied, checked] = await both({ from, to, shape }, runtime, (donePages) =>
      runtime.emit({ type: 'progress', what, donePages, totalPages: shape.pages }),
    );
    // For programs that write without locks.
    if (markOf(from) !== before) return discard(to);
    if (checked?.type === 'problem') throw damaged(from, checked.reason);
    if (hasNoRoom(copied)) throw Object.assign(new Error(copied.message), { code: copied.code });
    if (copied?.type !== 'done') return discard(to);
    return checked?.type === 'done' ? 'checked' : 'copied';
  } finally {
    guard?.close();
    source.close();
  }
}

/** Both end early where one of them finds that the copy is worth nothing. */
async function both(
  { from, to, shape }: { readonly from: string; readonly to: string; readonly shape: Shape },
  runtime: Pick<Runtime, 'signal' | 'node' | 'env'>,
  onPages: (pages: number) => void,
): Promise<readonly [SideAnswer | undefined, SideAnswer | undefined]> {
  const stop = new AbortController();
  const signal =
    runtime.signal === undefined ? stop.signal : AbortSignal.any([runtime.signal, stop.signal]);
  const unlessDone = (answer: SideAnswer | undefined): SideAnswer | undefined => {
    if (answer?.type === 'problem' || hasNoRoom(answer)) stop.abort();
    return answer;
  };
  const start = { ...runtime, signal };
  return Promise.all([
    workAside({ type: 'copy', from, to, shape }, start, onPages).then(unlessDone),
    workAside({ type: 'check', path: from }, start).then(unlessDone),
  ]);
}

/** Any other failure may be one of this way only, so then SQLite tries. */
function hasNoRoom(
  answer: SideAnswer | undefined,
): answer is Extract<SideAnswer, { type: 'failed' }> {
  return answer?.type === 'failed' && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(answer.code ?? '');
}

/** What the header says may be less than the file has, or more. */
function isWhole(path: string, { pageSize, pages }: Shape): boolean {
  return statSync(path).size === pageSize * pages;
}

/** Tells others that somebody is at work on the copy, as SQLite does when it copies. */
function lockCopy(path: string): BetterSqliteConnection {
  const connection = openForLocking(path, true);
  try {
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function discard(to: string): 'none' {
  truncateSync(to);
  return 'none';
}

function damaged(database: string, reason: string): MigrateError {
  return new MigrateError({ code: 'not-a-database', database, reason });
}
