import { readdirSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { reading, statsOf } from '../database/open.ts';
import { versionRecord } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import type { Convention, Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import type { BackupInfo } from './backupFile.ts';
import { backupFolders, readBackupName } from './names.ts';

/**
 * Milliseconds that a name may be ahead of the clock. Local times are up to 26 hours apart, where another computer wrote
 * the backup or the zone was changed.
 */
const AHEAD = 26 * 60 * 60_000;

/**
 * All backups of a project's database, newest first: those beside it and those in the backups folder. One that was
 * written while the clock was ahead is not taken for the newest, as long as its time has not come: it stands last.
 * Without a clock the names alone tell.
 */
export function listBackups(
  project: Project,
  runtime?: Pick<Runtime, 'now'>,
): readonly BackupInfo[] {
  return backupFiles(project, { now: runtime?.now() }).map((backup) => ({
    file: backup.file,
    kind: backup.kind,
    version: versionIn(backup.file, project.convention),
    bytes: backup.bytes,
    createdAt: backup.createdAt,
  }));
}

/** As `listBackups`, without opening one. `names` lists a folder; a name that it gives twice counts once. */
export function backupFiles(
  project: Project,
  {
    names = namesIn,
    now,
  }: { readonly names?: (folder: string) => readonly string[]; readonly now: Date | undefined },
): readonly Omit<BackupInfo, 'version'>[] {
  const limit = now === undefined ? Infinity : now.getTime() + AHEAD;
  const files = backupFolders(project)
    .flatMap((folder) => backupsAmong(new Set(names(folder)), folder, project))
    .sort((a, b) =>
      a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.file < b.file ? 1 : -1,
    );
  const isAhead = ({ createdAt }: { readonly createdAt: string }): boolean =>
    Date.parse(createdAt) > limit;
  return [...files.filter((each) => !isAhead(each)), ...files.filter(isAhead)];
}

function backupsAmong(
  names: ReadonlySet<string>,
  folder: string,
  { database }: Project,
): Omit<BackupInfo, 'version'>[] {
  const found: Omit<BackupInfo, 'version'>[] = [];
  for (const name of names) {
    const written = readBackupName(name, database);
    const file = join(folder, name);
    const stats = written === undefined ? undefined : fileAt(file);
    if (written === undefined || stats === undefined) continue;
    const createdAt = written.time.toISOString();
    found.push({ file, kind: written.kind, bytes: stats.size, createdAt });
  }
  return found;
}

/** A regular file, links followed; what cannot be looked at is none that could be restored. */
function fileAt(path: string): Stats | undefined {
  try {
    const stats = statsOf(path);
    return stats?.isFile() === true ? stats : undefined;
  } catch (error) {
    if (error instanceof MigrateError) return undefined;
    throw error;
  }
}

/** What is in a folder; nothing where there is none. Throws what keeps it from being read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    )
      return [];
    throw error;
  }
}

function versionIn(file: string, convention: Convention): number | null {
  try {
    const record = reading(file, (connection) => versionRecord(connection, convention), 0);
    return record.kind === 'version' ? record.version : null;
  } catch (error) {
    // A damaged backup is listed without a version; restoring it is refused.
    if (error instanceof MigrateError) return null;
    throw error;
  }
}
