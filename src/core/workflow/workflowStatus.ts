import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import type { StatusReport } from '../migration/report.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import { readStatus } from '../migration/status.ts';

/** Changes that a sentence lists; the rest is counted. */
const LISTED = 5;

/** The status as a workflow sees it: code that tells the desired schema is run with the programs that run scripts. */
export function workflowStatus(
  project: Project,
  { python, shell }: Pick<RunOptions, 'python' | 'shell'>,
  runtime: Runtime,
): StatusReport {
  const programs = {
    ...(python === undefined ? {} : { python }),
    ...(shell === undefined ? {} : { shell }),
  };
  return readStatus(project, { openDatabase: true, desired: { ...programs, runtime } });
}

/** In what the database differs from the desired schema, in one sentence. */
export function driftSentence({ drift }: StatusReport): string {
  const { source = 'the desired schema', changes = [] } = drift ?? {};
  const more = changes.length - LISTED;
  const listed = [...changes.slice(0, LISTED), ...(more > 0 ? [`and ${more} more`] : [])];
  return `To be as in ${source}: ${listed.join(', ')}.`;
}

/** What is wrong in state ERROR, a line for each, so that a log tells it. */
export function errorLines({ errors, migrations }: StatusReport): string {
  const wrong = migrations.filter(({ status }) => status === 'invalid');
  const lines =
    errors.length > 0
      ? errors.map(({ message }) => message)
      : wrong.map(({ path, detail }) => `${path}: ${detail ?? 'invalid'}`);
  return lines.join('\n');
}
