import { closeSync, fstatSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BetterSqliteConnection } from './betterSqlite.ts';
import { SqliteFailure } from './connection.ts';
import { busy, requireNotCancelled } from './copy.ts';
import type { Copy, CopyRuntime } from './copy.ts';
import { BUSY_TIMEOUT, openForWriting } from './open.ts';
import { replacePages } from './replacePages.ts';
import { hasLog, shapeOf } from './shape.ts';
import type { Shape } from './shape.ts';

/** Milliseconds between two looks at the signal while somebody else has the database. */
const POLL_MS = 25;
/** Milliseconds of one try to lock the database. */
const TRY_MS = 50;

/**
 * Puts the pages of a file without a write-ahead log into a database that has none either, in place. Whoever reads it
 * gets the old content or the new, also after a kill.
 * `onLocked` runs once nobody else can use the target and before anything is written; it may throw.
 * Returns false, and has changed nothing, where this way is not open. Throws `busy` or `cancelled`.
 */
export async function overwrite(
  copy: Copy,
  runtime: CopyRuntime,
  onLocked: () => void,
): Promise<boolean> {
  const { from, to } = copy;
  const source = openForWriting(from);
  let target: BetterSqliteConnection | undefined;
  // Closing a file drops the locks that this process has on it, so these are closed after the connections.
  const opened: number[] = [];
  const open = (path: string, flags: string): number => {
    const file = openSync(path, flags);
    opened.push(file);
    return file;
  };
  try {
    // A read transaction keeps others from writing into the file.
    source.exec('BEGIN');
    const after = shapeOf(source);
    target = await lockAlone(copy, runtime);
    onLocked();
    if (after.pages === 0 || isLogged(target) || hasLog(from)) return false;
    const files = { source: open(from, 'r'), target: open(to, 'r+') };
    const before = shapeOfFile(files.target, shapeOf(target));
    if (before === undefined) return false;
    await replacePages({ ...files, to, before, after }, copy.what, runtime);
    return true;
  } finally {
    target?.close();
    source.close();
    for (const file of opened) closeSync(file);
  }
}

function isLogged(connection: BetterSqliteConnection): boolean {
  return connection.get('PRAGMA journal_mode')?.['journal_mode'] === 'wal';
}

/** The header may say less than the file has. Nothing for a file that is empty or ends within a page. */
function shapeOfFile(file: number, { pageSize }: Shape): Shape | undefined {
  const { size } = fstatSync(file);
  return size > 0 && size % pageSize === 0 ? { pageSize, pages: size / pageSize } : undefined;
}

/** Opens a database and keeps everybody else from reading and writing it. */
async function lockAlone(
  { to, what }: Copy,
  runtime: CopyRuntime,
): Promise<BetterSqliteConnection> {
  for (const started = performance.now(); ; await sleep(POLL_MS)) {
    requireNotCancelled(what, runtime);
    const connection = tryToLock(to);
    if (connection !== undefined) return connection;
    if (performance.now() - started > BUSY_TIMEOUT) throw busy(to);
  }
}

function tryToLock(path: string): BetterSqliteConnection | undefined {
  let connection: BetterSqliteConnection | undefined;
  try {
    connection = openForWriting(path, TRY_MS);
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection?.close();
    if (error instanceof SqliteFailure && error.code === 'BUSY') return undefined;
    throw error;
  }
}
