import type { CodeParams } from '../engine/protocol.ts';
import type { ProjectEntry } from './projectEntry.ts';
import { folderSettings, interpreters } from './settings.ts';

/** What the engine needs where it may run code of the project, as the person and the machine have set it. */
export function codeParams({
  project,
  folder,
}: Pick<ProjectEntry, 'project' | 'folder'>): CodeParams {
  const { python } = interpreters();
  const { env } = folderSettings(folder);
  return {
    project,
    ...(python !== undefined && { python }),
    ...(Object.keys(env).length > 0 && { env }),
  };
}
