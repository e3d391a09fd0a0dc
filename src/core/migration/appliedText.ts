import { reading } from '../database/open.ts';
import type { Project } from '../project/project.ts';
import { readHistory } from './history.ts';

/** The text that was recorded when a migration was applied, or null where nothing is recorded. */
export function appliedText(project: Project, version: number): string | null {
  return reading(
    project.database,
    (connection) => readHistory(connection)?.get(version)?.script ?? null,
  );
}
