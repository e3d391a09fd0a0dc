import { writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { MigrateError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { SqliteFailure } from './connection.ts';
import { databaseFailure, fileFailure } from './failure.ts';
import {
  BUSY_TIMEOUT,
  copyWritable,
  hasContent,
  isWalFile,
  lacksIndex,
  openReadOnly,
  requireFile,
} from './open.ts';
import { markOf } from './shape.ts';

type CopyRuntime = Pick<Runtime, 'emit' | 'signal'>;

const PAGES_PER_STEP = 1000;
/** How often a file that changes meanwhile is copied again. */
const ATTEMPTS = 5;

/**
 * Copies a database to a new file and leaves no trace on it: not a byte of it or of the files beside it changes, and
 * none appears. What is in its write-ahead log comes along, what was cut off in a transaction does not.
 * Throws `database-missing`, `busy`, `not-a-database`, `cancelled` or what the file system says.
 */
export async function copyUntouched(from: string, to: string, runtime: CopyRuntime): Promise<void> {
  requireFile(from);
  runtime.emit({ type: 'copy-started', what: 'snapshot' });
  try {
    await copyContent(from, to, runtime);
  } catch (error) {
    throw fileFailure(databaseFailure(error, from, BUSY_TIMEOUT), to);
  } finally {
    runtime.emit({ type: 'copy-finished', what: 'snapshot' });
  }
}

async function copyContent(from: string, to: string, runtime: CopyRuntime): Promise<void> {
  if (lacksIndex(from)) return copyFiles(from, to);
  // Opening a write-ahead database makes files beside it, so one that nobody has open is copied as a file.
  if (isWalFile(from) && !hasContent(`${from}-wal`)) return copyIdle(from, to);
  try {
    await copyPages(from, to, runtime);
  } catch (error) {
    // A hot journal, which a connection that cannot write does not roll back, or a folder that is closed to us.
    const unopened =
      error instanceof SqliteFailure && (error.code === 'READONLY' || error.code === 'CANTOPEN');
    if (!unopened) throw error;
    copyFiles(from, to);
  }
}

/** SQLite's online copy, under a read transaction that keeps writers from making it start anew. */
async function copyPages(from: string, to: string, runtime: CopyRuntime): Promise<void> {
  const source = openReadOnly(from);
  try {
    source.exec('BEGIN');
    source.get('SELECT 1 FROM sqlite_schema');
    // The driver makes no file where there is no page to copy.
    writeFileSync(to, '', { mode: 0o600 });
    const report = (donePages: number, totalPages: number): void =>
      runtime.emit({ type: 'progress', what: 'snapshot', donePages, totalPages });
    const progress = ({ totalPages, remainingPages }: Database.BackupMetadata): number => {
      requireNotCancelled(runtime);
      report(totalPages - remainingPages, totalPages);
      return PAGES_PER_STEP;
    };
    const { totalPages } = await source.copyTo(to, { progress });
    report(totalPages, totalPages);
    // Lets an abort be noticed that came in the last step.
    await new Promise((resolve) => setImmediate(resolve));
    requireNotCancelled(runtime);
  } finally {
    source.close();
  }
}

/** A checkpoint that comes in between shows in the file's time; what goes into a new log instead is simply later. */
function copyIdle(from: string, to: string): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = markOf(from);
    copyWritable(from, to);
    if (markOf(from) === before) return;
  }
  const reason = 'it was written to each time it was being copied';
  throw new MigrateError({ code: 'changed-elsewhere', database: from, reason });
}

/** The file with what SQLite needs to repair it. Whoever opens the copy does so. */
function copyFiles(from: string, to: string): void {
  for (const suffix of ['', '-wal', '-journal'])
    if (suffix === '' || hasContent(from + suffix)) copyWritable(from + suffix, to + suffix);
}

function requireNotCancelled({ signal }: CopyRuntime): void {
  if (signal?.aborted === true) throw new MigrateError({ code: 'cancelled', what: 'the copy' });
}
