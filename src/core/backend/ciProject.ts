import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import type { CiOptions } from '../workflow/ci.ts';
import type { WorkflowReport } from '../workflow/workflow.ts';
import { chosenModule } from './chosenModule.ts';

/** As `ci`, for a project on any database. Throws `bad-backend` where nothing can reach it. */
export async function ciProject(
  project: Project,
  options: CiOptions,
  runtime: Runtime,
): Promise<WorkflowReport> {
  const file = chosenModule(project);
  if (file === undefined) {
    const { ci } = await import('../workflow/ci.ts');
    return ci(project, options, runtime);
  }
  const { ciBackend } = await import('./ciBackend.ts');
  return ciBackend(project, file, options, runtime);
}
