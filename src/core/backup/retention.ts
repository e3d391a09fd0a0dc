import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { backupFiles, namesIn } from './list.ts';
import { backupFolder, isCutOffName } from './names.ts';

// SQLite's own, which a killed program leaves, and which nothing is without the file.
const SIDE_FILES = ['', '-shm', '-wal', '-journal'];

/**
 * Removes the oldest backups beyond the number that the project keeps, and of what cut-off scripts left as many. The
 * newest one and those in `safe` stay. What cannot be removed stays too; the next command tries again.
 */
export function prune(
  project: Project,
  safe: readonly string[],
  { backupsIn, now }: Runtime,
): void {
  const { database, keep } = project;
  if (keep === undefined) return;
  // A list that was made before lacks what was written since, which counts.
  const names = (folder: string): readonly string[] => {
    const listed = backupsIn?.(folder, database) ?? namesIn(folder);
    return [
      ...listed,
      ...safe.filter((file) => dirname(file) === folder).map((file) => basename(file)),
    ];
  };
  const folder = backupFolder(project);
  const cutOff = [...new Set(names(folder))]
    .filter((name) => isCutOffName(name, database))
    .toSorted()
    .toReversed()
    .map((name) => join(folder, name));
  for (const files of [backupFiles(project, { names, now: now() }).map(({ file }) => file), cutOff])
    for (const file of files.slice(Math.max(1, keep))) if (!safe.includes(file)) remove(file);
}

function remove(file: string): void {
  try {
    for (const suffix of SIDE_FILES) rmSync(file + suffix, { force: true });
  } catch {
    // A backup too many does no harm.
  }
}
