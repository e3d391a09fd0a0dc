import { writeBackup } from '../backup/backup.ts';
import { prune } from '../backup/retention.ts';
import { afterEarlier, MigrateError, errorReport } from '../errors.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { conflictText } from './dev.ts';
import { runHook } from '../migration/hook.ts';
import type { StatusReport } from '../migration/report.ts';
import { runPending } from '../migration/run.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import type { WorkflowReport, WorkflowStep } from './workflow.ts';
import { driftSentence, errorLines, workflowStatus } from './workflowStatus.ts';

/** How `ci` runs scripts. */
export type CiOptions = Pick<
  RunOptions,
  'python' | 'shell' | 'stdin' | 'ownProcessGroup' | 'atomic'
>;

/**
 * Migrates production: backs up, hands the backup to the configured hook, then applies what is pending. Never restores
 * or generates anything, and does nothing in any state but PENDING.
 * Failures are in the report. Throws `custom-backend` for another database than a SQLite file.
 */
export async function ci(
  project: Project,
  options: CiOptions,
  runtime: Runtime,
): Promise<WorkflowReport> {
  requireSqlite(project);
  const steps: WorkflowStep[] = [];
  const look = (): StatusReport => workflowStatus(project, options, runtime);
  let status = look();
  if (status.state === 'CURRENT') return { ok: true, state: 'CURRENT', steps };
  const stopped = obstacle(status);
  if (stopped !== undefined) return { ok: false, state: status.state, steps, stopped };
  try {
    const file = await writeBackup(project, runtime);
    steps.push({ did: 'backed-up', file });
    if (project.hook !== undefined) {
      await runHook(project, project.hook, file, runtime);
      steps.push({ did: 'ran-hook', command: project.hook });
    }
    const run = await runPending(project, { ...options, backup: false }, runtime);
    steps.push({ did: 'applied', ...run });
    status = look();
    const { state } = status;
    if (run.error !== undefined) return { ok: false, state, steps, error: run.error };
    prune(project, [file], runtime);
    if (state === 'CURRENT') return { ok: true, state, steps };
    return {
      ok: false,
      state,
      steps,
      stopped: obstacle(status) ?? `${state} after the run. Look at fastmigrate status.`,
    };
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    const failure = steps.some(({ did }) => did === 'applied') ? afterEarlier(error) : error;
    return { ok: false, state: status.state, steps, error: errorReport(failure) };
  }
}

/** Why nothing may be applied, or undefined. */
export function obstacle(status: StatusReport): string | undefined {
  const skipped = status.migrations.filter((migration) => migration.status === 'skipped');
  switch (status.state) {
    case 'CURRENT':
      return undefined;
    case 'PENDING':
      if (status.interrupted !== undefined)
        return `A run was cut off in ${status.interrupted.file}. Use fastmigrate run, which puts the database back first.`;
      if (skipped.length === 0) return undefined;
      return `${skipped.map(({ file }) => file).join(', ')} would never be applied, since later ones were. Use fastmigrate renumber.`;
    case 'CONFLICTED':
      return conflictText(status);
    case 'DIVERGED':
      return 'Applied scripts were edited, renamed or removed. Put them back and write the change as a new migration.';
    case 'DRIFT':
      return `Model drift: generate a migration first. ${driftSentence(status)}`;
    case 'ABSENT':
      return 'There is no database.';
    case 'UNVERSIONED':
      return 'The database has no version record.';
    case 'ERROR':
      return errorLines(status);
  }
}
