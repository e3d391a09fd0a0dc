import { appliedText } from '../migration/appliedText.ts';
import type { Project } from '../project/project.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Runtime } from '../runtime.ts';
import { chosenModule } from './chosenModule.ts';
import { inSession } from './session.ts';

/**
 * The text that was recorded when a migration was applied, of a project on any database; null where nothing is recorded,
 * or nothing can be. Throws what reading the database throws.
 */
export async function recordedText(
  project: Project,
  version: number,
  options: { readonly python?: string },
  runtime: Runtime,
): Promise<string | null> {
  const file = chosenModule(project);
  if (file === undefined) {
    requireSqlite(project);
    return appliedText(project, version);
  }
  return inSession(project, file, { ...options, purpose: 'read' }, runtime, async ({ backend }) => {
    const history = await backend.readHistory();
    return history?.get(version)?.script ?? null;
  });
}
