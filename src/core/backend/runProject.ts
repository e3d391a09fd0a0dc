import type { RunReport } from '../migration/report.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { chosenModule } from './chosenModule.ts';

/** As `runPending`, for a project on any database. Whatever goes wrong is in the report. */
export async function runProject(
  project: Project,
  options: RunOptions,
  runtime: Runtime,
): Promise<RunReport> {
  const file = chosenModule(project);
  // Each is a program of its own, and only one of them is needed.
  if (file === undefined) {
    const { runPending } = await import('../migration/run.ts');
    return runPending(project, options, runtime);
  }
  const { runBackend } = await import('./runBackend.ts');
  return runBackend(project, file, options, runtime);
}
