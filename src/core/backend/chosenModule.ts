import { MigrateError } from '../errors.ts';
import { backendFile } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';

/**
 * The module through whose hooks a project's database is reached; undefined for a SQLite file, and where it cannot be
 * told: what is made for files refuses then, and says what is wrong.
 */
export function chosenModule(project: Project): string | undefined {
  try {
    return backendFile(project);
  } catch (error) {
    if (MigrateError.is(error, 'bad-backend')) return undefined;
    throw error;
  }
}
