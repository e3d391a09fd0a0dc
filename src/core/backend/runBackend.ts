import { MigrateError } from '../errors.ts';
import { pendingOf } from '../migration/pending.ts';
import type { RunReport, StatusReport } from '../migration/report.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import { beginRun, failedRun, runReport } from '../migration/runProgress.ts';
import type { RunProgress } from '../migration/runProgress.ts';
import { readScript } from '../migration/script.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { applyStep, applyTogether, runsInTransaction } from './applyBackend.ts';
import type { BackendStep } from './applyBackend.ts';
import { inTurnOf } from './session.ts';
import type { Session } from './session.ts';
import { checkConnected } from './statusBackend.ts';

/** Who hears of a run while it goes on: the Python-compatible executable, and `ci`. */
export interface BackendRunListener {
  /** The status that the run found, before anything is applied. `loop` is what Python says about its event loop. */
  readonly found?: (status: StatusReport, loop: string | undefined) => void;
  /** What is called a backup, before anything is applied. What it throws ends the run. */
  readonly backedUp?: (backup: string, runtime: Runtime) => Promise<void>;
}

/** Applies what is pending through hooks, as `runPending` does for SQLite files. */
export async function runBackend(
  project: Project,
  file: string,
  options: RunOptions & BackendRunListener,
  runtime: Runtime,
): Promise<RunReport> {
  const progress = beginRun();
  try {
    await inTurnOf(project, file, options, runtime, (session) =>
      runConnected(project, session, options, progress),
    );
    return runReport(progress);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return failedRun(error, progress);
  }
}

async function runConnected(
  project: Project,
  session: Session,
  options: RunOptions & BackendRunListener,
  progress: RunProgress,
): Promise<void> {
  const { backend } = session;
  const check = await checkConnected(project, backend);
  const { report } = check;
  const current = report.version ?? 0;
  progress.from = progress.to = current;
  progress.warnings = report.warnings;
  options.found?.(report, backend.loop);
  const pending = pendingOf(check, options);
  progress.results = pending.map(({ version, file }) => ({
    version,
    file,
    result: 'not-run',
    durationMs: 0,
  }));
  if (pending.length === 0) return;
  const history = project.history && !backend.missing.includes('history');
  const steps = pending.map((migration, index): BackendStep => {
    const from = pending[index - 1]?.version ?? current;
    return { project, migration, script: readScript(migration.path), from, history };
  });
  if (options.atomic === true) requireTransactional(session, steps);
  await backUp(project, session, options, progress);
  if (history) await backend.ensureHistory();
  if (options.atomic === true) await runAtomic(session, steps, options, progress);
  else await runOneByOne(session, steps, options, progress);
}

/** Throws `bad-argument` unless all of them can run in one transaction. */
export function requireTransactional({ backend }: Session, steps: readonly BackendStep[]): void {
  const refuse = (reason: string): never => {
    const [argument, instead] = ['--atomic', 'Run without --atomic'];
    throw new MigrateError({ code: 'bad-argument', argument, reason, instead });
  };
  if (backend.missing.includes('rehearsal'))
    refuse(`${backend.name} cannot undo changes of the schema`);
  const other = steps.find((step) => !runsInTransaction(backend, step));
  if (other !== undefined) refuse(`${other.migration.file} cannot run inside a transaction`);
}

async function backUp(
  project: Project,
  { backend, runtime }: Session,
  { backup = project.backup, backedUp }: RunOptions & BackendRunListener,
  progress: RunProgress,
): Promise<void> {
  if (backup === undefined || backup === false) return;
  if (backend.missing.includes('backup')) {
    if (backup === 'if-possible') return;
    const reason = `${backend.file} has no hook "backup", so nothing can be backed up`;
    const instead = 'Back up with the means of the database, and run with --no-backup';
    throw new MigrateError({ code: 'bad-argument', argument: '--backup', reason, instead });
  }
  try {
    progress.backup = await backend.backup();
  } catch (error) {
    if (!MigrateError.is(error, 'backend-failed')) throw error;
    const { database } = project;
    throw new MigrateError({ code: 'backup-failed', database, reason: error.failure.reason });
  }
  runtime.emit({ type: 'backup-written', file: progress.backup });
  await backedUp?.(progress.backup, runtime);
}

async function runOneByOne(
  session: Session,
  steps: readonly BackendStep[],
  options: RunOptions,
  progress: RunProgress,
): Promise<void> {
  const { runtime } = session;
  for (const [index, step] of steps.entries()) {
    if (runtime.signal?.aborted === true)
      throw new MigrateError({ code: 'cancelled', what: 'the run' });
    if (!(await approved(step, options))) return;
    const { version, file } = step.migration;
    runtime.emit({ type: 'migration-started', version, file, index, total: steps.length });
    const started = performance.now();
    try {
      await applyStep(session, step, options);
    } catch (error) {
      settle(progress, index, 'failed', performance.now() - started, runtime);
      throw error;
    }
    progress.to = version;
    progress.changed = true;
    settle(progress, index, 'applied', performance.now() - started, runtime);
  }
}

async function runAtomic(
  session: Session,
  steps: readonly BackendStep[],
  options: RunOptions,
  progress: RunProgress,
): Promise<void> {
  for (const step of steps) if (!(await approved(step, options))) return;
  const durations: number[] = [];
  let started = performance.now();
  try {
    await applyTogether(session, steps, () => {
      durations.push(performance.now() - started);
      started = performance.now();
    });
  } catch (error) {
    const failed = Math.min(durations.length, steps.length - 1);
    settle(progress, failed, 'failed', performance.now() - started, session.runtime);
    throw error;
  }
  for (const [index, { migration }] of steps.entries()) {
    settle(progress, index, 'applied', durations[index] ?? 0, session.runtime);
    progress.to = migration.version;
    progress.changed = true;
  }
}

function settle(
  progress: RunProgress,
  index: number,
  result: 'applied' | 'failed',
  duration: number,
  runtime: Runtime,
): void {
  const entry = progress.results[index];
  if (entry === undefined) return;
  const { version, file } = entry;
  const durationMs = Math.round(duration * 100) / 100;
  progress.results[index] = { version, file, result, durationMs };
  runtime.emit(
    result === 'applied'
      ? { type: 'migration-applied', version, file, durationMs }
      : { type: 'migration-failed', version, file },
  );
}

async function approved({ migration, script }: BackendStep, { approve }: RunOptions) {
  if (approve === undefined) return true;
  const { version, file, path } = migration;
  return (await approve({ version, file, path, text: script.text })) === 'run';
}
