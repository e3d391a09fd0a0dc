import { rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { backupFiles, namesIn } from './list.ts';

/**
 * Removes the oldest backups beyond the number that the project keeps. The newest one and those in `safe` stay.
 * What cannot be removed stays too; the next command tries again.
 */
export function prune(project: Project, safe: readonly string[], { backupsIn }: Runtime): void {
  const { keep } = project;
  if (keep === undefined) return;
  // A list that was made before lacks what was written since, which counts.
  const names = (folder: string): readonly string[] => {
    const listed = backupsIn?.(folder, project.database) ?? namesIn(folder);
    return [
      ...listed,
      ...safe.filter((file) => dirname(file) === folder).map((file) => basename(file)),
    ];
  };
  for (const { file } of backupFiles(project, names).slice(Math.max(1, keep)))
    if (!safe.includes(file)) remove(file);
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A backup too many does no harm.
  }
}
