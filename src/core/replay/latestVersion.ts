import { MigrateError } from '../errors.ts';
import { readFolder } from '../migration/folder.ts';
import type { Project } from '../project/project.ts';

/** The version of the last script of a project; 0 where there is none, or no folder. */
export function latestVersion(project: Project): number {
  try {
    return readFolder(project).migrations.at(-1)?.version ?? 0;
  } catch (error) {
    // Any database file can be compared; without scripts, one that is not there is empty.
    if (MigrateError.is(error, 'no-migrations-folder')) return 0;
    throw error;
  }
}
