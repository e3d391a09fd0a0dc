import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { copyToNewFile, syncFile, syncFolder } from '../database/copy.ts';
import { copyInto } from '../database/copyInto.ts';
import type { Since } from '../database/copyInto.ts';
import { databaseFailure, fileFailure } from '../database/failure.ts';
import { isRunnerActive } from '../database/lock.ts';
import { hasContent, openForWriting, using } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { replaceFile } from './damaged.ts';
import { livingProcesses } from './livingScript.ts';
import type { ScriptTrace } from './livingScript.ts';

/** A script that was running when its runner was ended. The next run or restore puts the snapshot back. */
export interface InterruptedRun {
  readonly version: number;
  readonly file: string;
  readonly startedAt: string;
  readonly snapshot: string;
  /** How the processes of the script are known; SQL runs in the runner itself and has none. */
  readonly trace?: ScriptTrace;
  /** Processes of the script that go on although the runner has ended. Only in what `readInterrupted` returns. */
  readonly stillRunning?: readonly string[];
}

/** The record as it is on disk. */
interface GuardRecord extends InterruptedRun {
  readonly pid?: number;
  /** The script came to its end, and what is left to do is to record its version. */
  readonly ended?: boolean;
}

// A script outside a transaction is guarded by a copy of the database and a small record beside it. Both are on disk
// before the script starts and go when its version is recorded, so whoever finds them knows that a run was cut off.
const SNAPSHOT_SUFFIX = '.fastmigrate-snapshot';
const RECORD_SUFFIX = '.fastmigrate-run.json';

/** Where the snapshot of a database stands while a script is guarded. */
export function snapshotOf(real: string): string {
  return real + SNAPSHOT_SUFFIX;
}

/** The file that a path stands for, links followed: snapshots and locks stand beside that one. */
export function realDatabase(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The record of a run that was cut off, or undefined when there is none or its runner is still at work. */
export function readInterrupted(database: string): InterruptedRun | undefined {
  const real = realDatabase(database);
  const record = readRecord(real);
  if (record === undefined || isRunnerActive(real)) return undefined;
  // Its runner may have come to its end between the two looks; then the record is gone, or another one's.
  if (readRecord(real)?.startedAt !== record.startedAt) return undefined;
  const stillRunning = record.trace === undefined ? [] : livingProcesses(record.trace);
  return stillRunning.length === 0 ? record : { ...record, stillRunning };
}

/**
 * As `readInterrupted`, for the runner that holds the lock itself. `real` has its links followed. One that cannot be
 * understood beside a snapshot says all the same that a run was cut off. Throws `read-only` or `io` for one that cannot
 * be read: taken for none, it would cost the snapshot.
 */
export function readRecord(real: string): GuardRecord | undefined {
  const text = readIfThere(real + RECORD_SUFFIX);
  if (text === undefined) return undefined;
  // The database may have moved since, and its snapshot with it.
  const snapshot = snapshotOf(real);
  const record = parseRecord(text);
  if (record !== undefined) return { ...record, snapshot };
  return hasContent(snapshot)
    ? { version: 0, file: 'a script', startedAt: '', snapshot }
    : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // Where the name is too long for a file nobody has made one.
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code)) return undefined;
    throw fileFailure(error, path);
  }
}

function parseRecord(text: string): Omit<GuardRecord, 'snapshot'> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Takes the snapshot and writes the record. After it returns, both survive a kill. */
export async function raiseGuard(
  real: string,
  migration: Pick<InterruptedRun, 'version' | 'file' | 'trace'>,
  runtime: Runtime,
): Promise<void> {
  const snapshot = real + SNAPSHOT_SUFFIX;
  try {
    await copyToNewFile(real, snapshot, 'snapshot', runtime);
    const startedAt = runtime.now().toISOString();
    const record = { ...migration, startedAt, snapshot, pid: runtime.pid };
    writeDurably(real + RECORD_SUFFIX, JSON.stringify(record));
  } catch (error) {
    // The script does not start, and a disk that is full needs the room.
    tryToLowerGuard(real);
    throw error;
  }
}

/**
 * Notes that the script came to its end, before its version is recorded. Only then does a version in the database mean
 * that the migration is complete: until then the script itself may have written it, and need not have waited for the disk.
 */
export function noteScriptEnded(real: string): void {
  for (const path of [real, `${real}-wal`]) if (hasContent(path)) syncFile(path);
  const record = readRecord(real);
  if (record !== undefined)
    writeDurably(real + RECORD_SUFFIX, JSON.stringify({ ...record, ended: true }));
}

/**
 * Puts the snapshot back, then lowers the guard. The snapshot stays when that fails, so that it can be tried again, as where
 * `since` tells that somebody has committed: then it throws `changed-elsewhere`.
 */
export async function fallBack(real: string, runtime: Runtime, since?: Since): Promise<void> {
  const snapshot = real + SNAPSHOT_SUFFIX;
  // A cancelled run must still put back what it changed.
  const { signal: _, ...steady } = runtime;
  if (isWritable(real))
    await copyInto({ from: snapshot, to: real, what: 'restore' }, steady, since);
  else await replaceFile(snapshot, real, steady);
  lowerGuard(real);
}

/** Whether SQLite can write into what a script left. It may have removed the file, or put something else there. */
function isWritable(real: string): boolean {
  if (statSync(real, { throwIfNoEntry: false }) === undefined) return false;
  try {
    using(openForWriting(real), (connection) => connection.get('SELECT 1 FROM sqlite_schema'));
    return true;
  } catch (error) {
    const failure = databaseFailure(error, real, 0);
    if (MigrateError.is(failure, 'not-a-database')) return false;
    throw failure;
  }
}

/**
 * Removes the record first: a snapshot alone means nothing and is overwritten by the next one. After a power cut it must
 * not be gone before the end of the last transaction, which SQLite marks by removing its journal, nor come back later.
 */
export function lowerGuard(real: string): void {
  const record = real + RECORD_SUFFIX;
  try {
    if (statSync(record, { throwIfNoEntry: false }) !== undefined) {
      syncFolder(record);
      rmSync(record, { force: true });
      syncFolder(record);
    }
  } catch (error) {
    throw fileFailure(error, record);
  }
  tryToRemove(real + SNAPSHOT_SUFFIX);
}

/**
 * As `lowerGuard`, where a record that stays does no harm: its script has ended and its version is recorded, or the
 * database is still as the snapshot has it. The next one that has its turn removes it.
 */
export function tryToLowerGuard(real: string): void {
  try {
    lowerGuard(real);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
  }
}

/** What cannot be removed stays; it means nothing. */
function tryToRemove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function writeDurably(path: string, text: string): void {
  const partial = `${path}.partial`;
  try {
    const file = openSync(partial, 'w', 0o644);
    try {
      // Whoever may read the database has to know that a run was cut off, whatever this process gives its files.
      fchmodSync(file, 0o644);
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
    syncFolder(path);
  } catch (error) {
    tryToRemove(partial);
    throw fileFailure(error, path);
  }
}

function isRecord(value: unknown): value is Omit<GuardRecord, 'snapshot'> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    typeof value.version === 'number' &&
    'file' in value &&
    typeof value.file === 'string' &&
    'startedAt' in value &&
    typeof value.startedAt === 'string' &&
    (!('trace' in value) || isTrace(value.trace))
  );
}

function isTrace(value: unknown): value is ScriptTrace {
  return (
    typeof value === 'object' &&
    value !== null &&
    'run' in value &&
    typeof value.run === 'string' &&
    'arguments' in value &&
    Array.isArray(value.arguments) &&
    value.arguments.every((argument) => typeof argument === 'string')
  );
}
