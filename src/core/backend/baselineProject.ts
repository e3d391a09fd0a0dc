import { baseline, requireWhole, scriptsUpTo } from '../migration/baseline.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { chosenModule } from './chosenModule.ts';

/** As `baseline`, for a project on any database; there is no backup where hooks cannot write one. Throws as that does. */
export async function baselineProject(
  project: Project,
  version: number,
  runtime: Runtime,
): Promise<{ version: number; backup?: string }> {
  const file = chosenModule(project);
  if (file === undefined) return baseline(project, version, runtime);
  requireWhole(version);
  const { baselineBackend } = await import('./baselineBackend.ts');
  return baselineBackend(project, file, version, scriptsUpTo(project, version), runtime);
}
