import { runHook } from '../migration/hook.ts';
import type { BackendInfo, StatusReport } from '../migration/report.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { obstacle } from '../workflow/ci.ts';
import type { CiOptions } from '../workflow/ci.ts';
import type { WorkflowReport, WorkflowStep } from '../workflow/workflow.ts';
import { runBackend } from './runBackend.ts';
import { checkBackend } from './statusBackend.ts';

/** Empty where all went well. */
type Ending = Pick<WorkflowReport, 'stopped' | 'error'>;

/**
 * As `ci`, through hooks. The backup, and with it the configured hook, come when no other runner is at work. What cannot
 * be had there is left out, and the report says so; but a configured hook that would get no backup stops it.
 * Failures are in the report.
 */
export async function ciBackend(
  project: Project,
  file: string,
  options: CiOptions,
  runtime: Runtime,
): Promise<WorkflowReport> {
  const steps: WorkflowStep[] = [];
  const look = async (): Promise<StatusReport> =>
    (await checkBackend(project, file, { ...options, openDatabase: true }, runtime)).report;
  const before = await look();
  const left = leftOut(project, before);
  const come = ({ state }: StatusReport, rest: Ending): WorkflowReport => ({
    ok: Object.keys(rest).length === 0,
    state,
    steps,
    ...(left.length === 0 ? {} : { leftOut: left }),
    ...rest,
  });
  if (before.state === 'CURRENT') return come(before, {});
  const stopped = reasonToStop(project, before);
  const [error] = before.errors;
  if (stopped !== undefined)
    return come(before, { stopped, ...(error === undefined ? {} : { error }) });
  const { backup: _, ...run } = await runBackend(
    project,
    file,
    { ...options, backup: 'if-possible', backedUp: handOver(project, steps) },
    runtime,
  );
  const tried = run.migrations.some(({ result }) => result !== 'not-run');
  if (run.ok || tried) steps.push({ did: 'applied', ...run });
  const after = await look();
  if (run.error !== undefined) return come(after, { error: run.error });
  if (after.state === 'CURRENT') return come(after, {});
  return come(after, {
    stopped:
      reasonToStop(project, after) ?? `${after.state} after the run. Look at fastmigrate status.`,
  });
}

/** What is done with a backup before anything is applied. */
function handOver(
  project: Project,
  steps: WorkflowStep[],
): (backup: string, runtime: Runtime) => Promise<void> {
  return async (backup, runtime) => {
    steps.push({ did: 'backed-up', file: backup });
    if (project.hook === undefined) return;
    await runHook(project, project.hook, backup, runtime);
    steps.push({ did: 'ran-hook', command: project.hook });
  };
}

function reasonToStop(project: Project, status: StatusReport): string | undefined {
  if (status.state === 'UNVERSIONED')
    return 'The database has no version record. Make it with fastmigrate create, if this is the right database.';
  const reason = obstacle(status);
  if (reason !== undefined || project.hook === undefined) return reason;
  if (status.backend?.missing.includes('backup') !== true) return undefined;
  return 'The configuration names a hook that gets a backup, and nothing can be backed up here. Add the hook "backup" to the module, or take the key "hook" away.';
}

/** What `ci` does for a SQLite file and cannot do here, as sentences for people. */
function leftOut(project: Project, status: StatusReport): string[] {
  const lacks = (what: BackendInfo['missing'][number]): boolean =>
    status.backend?.missing.includes(what) === true;
  // Where nothing is to be applied, nothing is backed up and nobody kept out.
  const applies = status.state === 'PENDING';
  return [
    ...(applies && lacks('backup') ? ['No backup was written, for want of a hook.'] : []),
    ...(applies && lacks('lock') ? ['Other runners were not kept out, for want of hooks.'] : []),
    ...(lacks('history') ? ['Edits of applied scripts go unnoticed, for want of hooks.'] : []),
    ...(project.schema === undefined
      ? []
      : ['The database was not compared with the desired schema.']),
  ];
}
