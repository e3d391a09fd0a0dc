import type { Project } from '../project/project.ts';
import { rehearse } from '../rehearse/rehearse.ts';
import type { RehearsalOptions } from '../rehearse/rehearse.ts';
import type { RehearsalReport } from '../rehearse/report.ts';
import type { Runtime } from '../runtime.ts';
import { chosenModule } from './chosenModule.ts';
import { rehearseBackend } from './rehearseBackend.ts';

/** As `rehearse`, for a project on any database. Whatever goes wrong is in the report. */
export async function rehearseProject(
  project: Project,
  options: RehearsalOptions,
  runtime: Runtime,
): Promise<RehearsalReport> {
  const file = chosenModule(project);
  if (file === undefined) return rehearse(project, options, runtime);
  return rehearseBackend(project, file, options, runtime);
}
