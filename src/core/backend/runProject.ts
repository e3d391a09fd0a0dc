import type { RunReport } from '../migration/report.ts';
import { runPending } from '../migration/run.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { chosenModule } from './chosenModule.ts';
import { runBackend } from './runBackend.ts';

/** As `runPending`, for a project on any database. Whatever goes wrong is in the report. */
export async function runProject(
  project: Project,
  options: RunOptions,
  runtime: Runtime,
): Promise<RunReport> {
  const file = chosenModule(project);
  if (file === undefined) return runPending(project, options, runtime);
  return runBackend(project, file, options, runtime);
}
