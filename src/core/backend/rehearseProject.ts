import type { Project } from '../project/project.ts';
import type { RehearsalOptions } from '../rehearse/rehearse.ts';
import type { RehearsalReport } from '../rehearse/report.ts';
import type { Runtime } from '../runtime.ts';
import { chosenModule } from './chosenModule.ts';

/** As `rehearse`, for a project on any database. Whatever goes wrong is in the report. */
export async function rehearseProject(
  project: Project,
  options: RehearsalOptions,
  runtime: Runtime,
): Promise<RehearsalReport> {
  const file = chosenModule(project);
  if (file === undefined) {
    const { rehearse } = await import('../rehearse/rehearse.ts');
    return rehearse(project, options, runtime);
  }
  const { rehearseBackend } = await import('./rehearseBackend.ts');
  return rehearseBackend(project, file, options, runtime);
}
