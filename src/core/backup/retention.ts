import { rmSync } from 'node:fs';
import type { Project } from '../project/project.ts';
import { listBackups } from './list.ts';

/**
 * Removes the oldest backups beyond the number that the project keeps. The newest one and those in `safe` stay.
 * What cannot be removed stays too; the next command tries again.
 */
export function prune(project: Project, safe: readonly string[]): void {
  const { keep } = project;
  if (keep === undefined) return;
  for (const { file } of listBackups(project).slice(Math.max(1, keep)))
    if (!safe.includes(file)) remove(file);
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A backup too many does no harm.
  }
}
