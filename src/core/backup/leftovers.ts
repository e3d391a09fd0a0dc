import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SqliteFailure } from '../database/connection.ts';
import { LOCK_SUFFIX } from '../database/lock.ts';
import { hasContent, openForLocking, openForWriting, statsOf, using } from '../database/open.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { readRecord, snapshotOf } from './guard.ts';
import { backupFolder, backupFolders, readBackupName } from './names.ts';
import { removeRehearsals } from './leftRehearsals.ts';

/** Milliseconds after which a copy that nobody has locked or written to counts as given up. */
const GIVEN_UP = 60_000;

// A backup being written, a database being created.
const PARTIAL = /^(?:\.\d{8}_\d{6}\.(?:backup|cut-off)|\.ref)?(?:\.[0-9a-f]{8}\.partial){1,2}$/;
/** Any copy that is being written. */
const COPY = /\.[0-9a-f]{8}\.partial$/;
// A backup of TupleSaver's kind, where the database's name comes last.
const PARTIAL_BACKUP = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{6}\.\d{3,}\.$/;
// What only the holder of the runner lock writes.
const LOCKED =
  /^\.fastmigrate-(?:run\.json\.partial|(?:snapshot|restore|lock)\.[0-9a-f]{8}\.partial(?:-journal|-wal|-shm)?|restore)$/;
const INDEX = '-shm';
// The name that tells what the others are goes last.
const SIDE_FILES = ['-journal', '-wal', '-shm', ''];

/**
 * Removes what commands that were killed left half-made. For the holder of the runner lock.
 * What cannot be removed stays; it does no harm.
 */
export function removeLeftovers(project: Project, real: string, runtime: Runtime): void {
  const folder = dirname(real);
  rollBack(real);
  const list = lister(runtime);
  for (const name of leftoversAmong(list(folder), real, LOCKED)) remove(join(folder, name));
  if (readRecord(real) === undefined) remove(snapshotOf(real));
  for (const [place, database] of [
    [folder, real],
    [backupFolder(project), project.database],
  ] as const)
    for (const name of leftoversAmong(list(place), database, PARTIAL))
      if (isGivenUp(join(place, name), runtime)) remove(join(place, name));
  for (const place of backupFolders(project))
    for (const name of list(place))
      if (isIndexOfBackup(name, project.database)) settleIndex(join(place, name));
  removeRehearsals(runtime);
}

/**
 * Whether something lies beside a database that a killed command may have left there: then a turn makes order.
 * The log of a program that is at work is taken for such a thing too. Throws where the file system does not tell.
 */
export function hasLeftovers(real: string, runtime: Runtime): boolean {
  const beside = ['-journal', '-wal', LOCK_SUFFIX].some((suffix) => exists(real + suffix));
  if (beside || exists(snapshotOf(real))) return true;
  return leftoversAmong(lister(runtime)(dirname(real)), real, LOCKED).length > 0;
}

/** Removes copies that a process had begun which is gone. Leaves alone what does not have the name of one. */
export function removeCopies(paths: readonly string[]): void {
  for (const path of paths) if (COPY.test(path)) remove(path);
}

function exists(path: string): boolean {
  return statsOf(path) !== undefined;
}

/** What was cut off in a write-ahead log is forgotten, and the log goes unless others are at work. */
export function settleLog(real: string): void {
  if (exists(`${real}-wal`)) openAndClose(real);
}

/** The last one that closes a database in write-ahead mode removes what SQLite keeps beside it. */
function openAndClose(path: string): void {
  try {
    using(openForWriting(path, 0), (connection) => connection.get('SELECT 1 FROM sqlite_schema'));
  } catch {
    // Locked, damaged or not ours to write: whoever goes on to use the database says so.
  }
}

/** What was cut off in a transaction is settled by whoever opens the file for writing; until then its journal lies there. */
function rollBack(real: string): void {
  if (!exists(`${real}-journal`)) return;
  try {
    using(openForWriting(real, 0), (connection) => {
      connection.exec('BEGIN IMMEDIATE');
      // SQLite leaves a journal that was cut off before anything was written into the database. Now it is nobody's.
      rmSync(`${real}-journal`, { force: true });
      connection.exec('ROLLBACK');
    });
  } catch {
    // Locked, damaged or not ours to write: whoever goes on to use the database says so.
  }
}

function leftoversAmong(names: readonly string[], database: string, pattern: RegExp): string[] {
  const prefix = basename(database);
  return names.filter(
    (name) =>
      (name.startsWith(prefix) && pattern.test(name.slice(prefix.length))) ||
      (pattern === PARTIAL && isPartialBackup(name, prefix)),
  );
}

/** Lists folders, each once. */
function lister({ namesIn }: Runtime): (folder: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (folder) => {
    const names = known.get(folder) ?? namesIn?.(folder) ?? namesOf(folder);
    known.set(folder, names);
    return names;
  };
}

function namesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // There is no such folder, or it is closed to us.
    return [];
  }
}

/** SQLite opens a backup in write-ahead mode with a log and an index beside it, which stay when its program is killed. */
function isIndexOfBackup(name: string, database: string): boolean {
  return (
    name.endsWith(INDEX) && readBackupName(name.slice(0, -INDEX.length), database) !== undefined
  );
}

/** A log with something in it is somebody's. */
function settleIndex(index: string): void {
  const backup = index.slice(0, -INDEX.length);
  if (!hasContent(`${backup}-wal`)) openAndClose(backup);
}

function isPartialBackup(name: string, database: string): boolean {
  const end = `${database}.`;
  const at = name.indexOf(`.${end}`) + 1;
  return (
    at > 0 &&
    PARTIAL_BACKUP.test(name.slice(0, at)) &&
    /^[0-9a-f]{8}\.partial$/.test(name.slice(at + end.length))
  );
}

/** Whoever writes or checks a copy has it locked nearly all the time, and has just written it otherwise. */
function isGivenUp(path: string, runtime: Runtime): boolean {
  try {
    const { mtimeMs } = statSync(path);
    if (runtime.now().getTime() - mtimeMs < GIVEN_UP) return false;
    const probe = openForLocking(path, true);
    try {
      probe.exec('BEGIN EXCLUSIVE');
      return true;
    } finally {
      probe.close();
    }
  } catch (error) {
    // A part of a copy, where SQLite asks for the lock of a reader first: nobody writes. Otherwise it is locked, or gone.
    return error instanceof SqliteFailure && ['CORRUPT', 'NOTADB'].includes(error.code);
  }
}

function remove(path: string): void {
  try {
    for (const suffix of SIDE_FILES) rmSync(path + suffix, { force: true });
  } catch {
    // The next one may be allowed to.
  }
}
