import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { copyInto, copyToNewFile, syncFolder } from '../database/copy.ts';
import { fileFailure } from '../database/failure.ts';
import { isRunnerActive } from '../database/lock.ts';
import type { Runtime } from '../runtime.ts';

/** A script that was running when its runner was ended. The next run or restore puts the snapshot back. */
export interface InterruptedRun {
  readonly version: number;
  readonly file: string;
  readonly startedAt: string;
  readonly snapshot: string;
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
  return record === undefined || isRunnerActive(real) ? undefined : record;
}

/** As `readInterrupted`, for the runner that holds the lock itself. `real` has its links followed. */
export function readRecord(real: string): InterruptedRun | undefined {
  if (statSync(real + RECORD_SUFFIX, { throwIfNoEntry: false }) === undefined) return undefined;
  const value: unknown = JSON.parse(readFileSync(real + RECORD_SUFFIX, 'utf8'));
  return isRecord(value) ? value : undefined;
}

/** Takes the snapshot and writes the record. After it returns, both survive a kill. */
export async function raiseGuard(
  real: string,
  migration: { readonly version: number; readonly file: string },
  runtime: Runtime,
): Promise<InterruptedRun> {
  const snapshot = real + SNAPSHOT_SUFFIX;
  await copyToNewFile(real, snapshot, 'snapshot', runtime);
  const record = {
    ...migration,
    startedAt: runtime.now().toISOString(),
    snapshot,
    pid: runtime.pid,
  };
  writeDurably(real + RECORD_SUFFIX, JSON.stringify(record));
  return record;
}

/** Puts the snapshot back, then lowers the guard. The snapshot stays when that fails, so that it can be tried again. */
export async function fallBack(real: string, runtime: Runtime): Promise<void> {
  const snapshot = real + SNAPSHOT_SUFFIX;
  // A cancelled run must still put back what it changed.
  const { signal: _, ...steady } = runtime;
  if (statSync(real, { throwIfNoEntry: false }) === undefined)
    await copyToNewFile(snapshot, real, 'restore', steady);
  else await copyInto(snapshot, real, 'restore', steady);
  lowerGuard(real);
}

/** Removes the record first: a snapshot alone means nothing and is overwritten by the next one. */
export function lowerGuard(real: string): void {
  rmSync(real + RECORD_SUFFIX, { force: true });
  rmSync(real + SNAPSHOT_SUFFIX, { force: true });
}

function writeDurably(path: string, text: string): void {
  const partial = `${path}.partial`;
  try {
    const file = openSync(partial, 'w', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
    syncFolder(path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw fileFailure(error, path);
  }
}

function isRecord(value: unknown): value is InterruptedRun {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    typeof value.version === 'number' &&
    'file' in value &&
    typeof value.file === 'string' &&
    'startedAt' in value &&
    typeof value.startedAt === 'string' &&
    'snapshot' in value &&
    typeof value.snapshot === 'string'
  );
}
