import { createDatabase } from '../database/version.ts';
import { backendFile, requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';

/** Makes a versioned database at version 0, or through hooks the version record in one. Throws as `createDatabase` does. */
export async function createProject(
  project: Project,
  runtime: Runtime,
): Promise<{ version: number; created: boolean }> {
  const file = backendFile(project);
  if (file !== undefined) {
    const { createBackend } = await import('./baselineBackend.ts');
    return createBackend(project, file, runtime);
  }
  requireSqlite(project);
  return createDatabase(project.database, project.convention);
}
