import { writeBackup } from '../backup/backup.ts';
import { readRecord, realDatabase } from '../backup/guard.ts';
import { inTurn } from '../backup/turn.ts';
import { prune } from '../backup/retention.ts';
import { requireFile } from '../database/open.ts';
import { elapsedMs } from '../elapsed.ts';
import { MigrateError } from '../errors.ts';
import { requireSqlite } from '../project/backendFile.ts';
import { backsUp } from '../project/project.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { applyMigration, applyTogether } from './apply.ts';
import type { MigrationFile } from './folder.ts';
import { pendingOf } from './pending.ts';
import { recordUnrecorded } from './record.ts';
import { recoverLocked } from './recover.ts';
import type { RunReport, StatusReport } from './report.ts';
import type { RunOptions } from './runOptions.ts';
import { beginRun, failedRun, runReport } from './runProgress.ts';
import type { RunProgress } from './runProgress.ts';
import { readScript } from './script.ts';
import type { ReadScript } from './script.ts';
import { ScriptConnections } from './scriptConnections.ts';
import { isTransactional } from './step.ts';
import type { Step } from './step.ts';
import { checkProject } from './status.ts';

export type { RunOptions } from './runOptions.ts';

/**
 * Applies the pending migrations of a project on a SQLite file, one runner at a time.
 * Whatever goes wrong is in the report; earlier migrations of the run stay applied unless `atomic` is asked for.
 */
export async function runPending(
  project: Project,
  options: RunOptions,
  runtime: Runtime,
): Promise<RunReport> {
  const progress = beginRun();
  try {
    requireSqlite(project);
    // A script that was cut off may have removed the file; its snapshot is still there.
    if (readRecord(realDatabase(project.database)) === undefined) requireFile(project.database);
    await inTurn(project, runtime, (real) =>
      runLocked(project, real, options, runtime, progress),
    ).catch((error: unknown) => {
      // Where nothing may be written nobody can take turns, and where nothing is pending nobody need.
      const stopped = MigrateError.is(error, 'read-only') && progress.results.length === 0;
      if (!stopped || !isCurrent(project, options, progress)) throw error;
    });
    return runReport(progress);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return failedRun(error, progress);
  }
}

/** Whether a run would have nothing to do, as far as can be told without a turn. Throws what stands in a run's way. */
function isCurrent(project: Project, options: RunOptions, progress: RunProgress): boolean {
  if (readRecord(realDatabase(project.database)) !== undefined) return false;
  return look(project, options, progress).pending.length === 0;
}

function look(
  project: Project,
  options: RunOptions,
  progress: RunProgress,
): { readonly status: StatusReport; readonly pending: readonly MigrationFile[] } {
  const check = checkProject(project, { openDatabase: true, drift: false, shelf: options.shelf });
  const status = check.report;
  progress.from = progress.to = status.version;
  progress.warnings = status.warnings;
  return { status, pending: pendingOf(check, options) };
}

async function runLocked(
  project: Project,
  real: string,
  options: RunOptions,
  runtime: Runtime,
  progress: RunProgress,
): Promise<void> {
  const recovered = await recoverLocked(project, real, runtime);
  progress.changed = recovered;
  const { status, pending } = look(project, options, progress);
  if (pending.length === 0) return;
  progress.results = pending.map(({ version, file }) => ({
    version,
    file,
    result: 'not-run',
    durationMs: 0,
  }));
  const steps = stepsOf(project, real, pending, status.version ?? 0, options.shelf?.read);
  if (options.atomic === true) requireTransactional(steps);
  if ((options.backup ?? backsUp(project)) !== false)
    progress.backup = await writeBackup(project, runtime);
  adoptEarlier(project, real, status, runtime);
  if (options.atomic === true) await runAtomic(steps, options, runtime, progress);
  else await runOneByOne(steps, options, runtime, progress);
  // What a recovery has just saved is the only copy of it.
  if (!recovered && progress.backup !== undefined) prune(project, [progress.backup], runtime);
}

/** Reads every script before the first one runs, so that an unreadable one stops the run where nothing is changed. */
export function stepsOf(
  project: Project,
  real: string,
  pending: readonly MigrationFile[],
  from: number,
  read: ReadScript = readScript,
): Step[] {
  let previous = from;
  return pending.map((migration) => {
    const step = { project, real, migration, script: read(migration.path), from: previous };
    if (migration.declarative !== true) previous = migration.version;
    return step;
  });
}

/** Throws `bad-argument` for a migration that cannot run inside a transaction. */
export function requireTransactional(steps: readonly Step[]): void {
  const other = steps.find((step) => !isTransactional(step));
  if (other === undefined) return;
  throw new MigrateError({
    code: 'bad-argument',
    argument: '--atomic',
    reason: `${other.migration.file} cannot run inside a transaction`,
    instead: 'Run without --atomic',
  });
}

/**
 * What another tool applied after the last record is recorded now. Once later rows follow,
 * nothing would tell these scripts from ones that were merged late.
 */
export function adoptEarlier(
  project: Project,
  real: string,
  status: StatusReport,
  runtime: Runtime,
): void {
  const recorded = status.migrations.some((m) => m.status === 'applied' || m.status === 'diverged');
  if (!project.history || !recorded) return;
  const adopted = status.migrations.filter((m) => m.status === 'unrecorded');
  const last = status.migrations.filter((m) => m.appliedAt !== undefined).at(-1)?.version ?? 0;
  recordUnrecorded(
    real,
    adopted.filter((m) => (m.version ?? 0) > last),
    runtime,
  );
}

async function runOneByOne(
  steps: readonly Step[],
  options: RunOptions,
  runtime: Runtime,
  progress: RunProgress,
): Promise<void> {
  const connections = new ScriptConnections();
  try {
    for (const [index, step] of steps.entries()) {
      if (runtime.signal?.aborted === true)
        throw new MigrateError({ code: 'cancelled', what: 'the run' });
      if (!(await approved(step, options))) return;
      const { version, file } = step.migration;
      runtime.emit({ type: 'migration-started', version, file, index, total: steps.length });
      const started = elapsedMs();
      try {
        await applyMigration(step, options, runtime, connections);
      } catch (error) {
        settle(progress, index, 'failed', started, runtime);
        throw error;
      }
      if (version > 0) progress.to = version;
      progress.changed = true;
      settle(progress, index, 'applied', started, runtime);
      // Lets an abort, and the loss of the process that asked, be noticed between two scripts.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    connections.close();
  }
}

async function runAtomic(
  steps: readonly Step[],
  options: RunOptions,
  runtime: Runtime,
  progress: RunProgress,
): Promise<void> {
  for (const step of steps) if (!(await approved(step, options))) return;
  let started = elapsedMs();
  let index = 0;
  const durations: number[] = [];
  try {
    applyTogether(steps, runtime, (step) => {
      const position = steps.indexOf(step);
      durations[position] = elapsedMs() - started;
      started = elapsedMs();
      // A second attempt with another library begins anew; the error is that of the one that came further.
      index = Math.max(index, position + 1);
    });
  } catch (error) {
    settle(progress, Math.min(index, steps.length - 1), 'failed', started, runtime);
    throw error;
  }
  for (const [position, { migration }] of steps.entries()) {
    settle(progress, position, 'applied', elapsedMs() - (durations[position] ?? 0), runtime);
    if (migration.version > 0) progress.to = migration.version;
    progress.changed = true;
  }
}

function settle(
  progress: RunProgress,
  index: number,
  result: 'applied' | 'failed',
  started: number,
  runtime: Runtime,
): void {
  const entry = progress.results[index];
  if (entry === undefined) return;
  const { version, file } = entry;
  const durationMs = Math.round((elapsedMs() - started) * 100) / 100;
  progress.results[index] = { version, file, result, durationMs };
  runtime.emit(
    result === 'applied'
      ? { type: 'migration-applied', version, file, durationMs }
      : { type: 'migration-failed', version, file },
  );
}

async function approved({ migration, script }: Step, { approve }: RunOptions): Promise<boolean> {
  if (approve === undefined) return true;
  const { version, file, path } = migration;
  return (await approve({ version, file, path, text: script.text })) === 'run';
}
