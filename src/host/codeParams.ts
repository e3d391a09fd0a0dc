import type { CodeParams } from '../engine/protocol.ts';
import type { ProjectEntry } from './projectEntry.ts';
import { folderSettings, interpreters, interpreterVariables } from './settings.ts';

/** What the engine needs where it may run code of the project, as the person and the machine have set it. */
export function codeParams({
  project,
  folder,
}: Pick<ProjectEntry, 'project' | 'folder'>): CodeParams {
  const { python } = interpreters();
  const env = { ...interpreterVariables(), ...folderSettings(folder).env };
  return {
    project,
    ...(python !== undefined && { python }),
    ...(Object.keys(env).length > 0 && { env }),
  };
}
