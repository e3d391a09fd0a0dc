import { readdirSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { reading, statsOf } from '../database/open.ts';
import { versionRecord } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import type { Convention, Project } from '../project/project.ts';
import type { BackupInfo } from './backupFile.ts';
import { backupFolders, readBackupName } from './names.ts';

/** All backups of a project's database, newest first: those beside it and those in the backups folder. */
export function listBackups(project: Project): readonly BackupInfo[] {
  return backupFolders(project)
    .flatMap((folder) => backupsIn(folder, project))
    .sort((a, b) =>
      a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.file < b.file ? 1 : -1,
    );
}

function backupsIn(folder: string, { database, convention }: Project): BackupInfo[] {
  const found: BackupInfo[] = [];
  for (const name of namesIn(folder)) {
    const written = readBackupName(name, database);
    const file = join(folder, name);
    const stats = written === undefined ? undefined : fileAt(file);
    if (written === undefined || stats === undefined) continue;
    found.push({
      file,
      kind: written.kind,
      version: versionIn(file, convention),
      bytes: stats.size,
      createdAt: written.time.toISOString(),
    });
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

function namesIn(folder: string): string[] {
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
