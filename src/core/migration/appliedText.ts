import type { Project } from '../project/project.ts';
import { recordedScripts } from './historySource.ts';

/** The text that was recorded when a migration was applied, or null where nothing is recorded. */
export function appliedText(project: Project, version: number): string | null {
  return recordedScripts(project, 'database').get(version)?.script ?? null;
}
