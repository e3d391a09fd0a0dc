import { MigrateError, errorReport } from '../errors.ts';
import { applyInside, runsInTransaction } from './applyBackend.ts';
import type { BackendStep } from './applyBackend.ts';
import type { RehearsalProgress } from './rehearsalProgress.ts';
import type { Session } from './session.ts';

/**
 * Applies steps inside the caller's transaction up to the first that cannot be in one, and notes what became of each.
 * Throws what the first one throws that fails, and `cancelled`.
 */
export async function trySteps(
  session: Session,
  steps: readonly BackendStep[],
  progress: RehearsalProgress,
): Promise<void> {
  const { backend, runtime } = session;
  for (const [index, step] of steps.entries()) {
    if (runtime.signal?.aborted === true)
      throw new MigrateError({ code: 'cancelled', what: 'the rehearsal' });
    if (!runsInTransaction(backend, step)) {
      progress.warnings.push(untried(step, index < steps.length - 1));
      return;
    }
    const { version, file } = step.migration;
    runtime.emit({ type: 'migration-started', version, file, index, total: steps.length });
    const started = performance.now();
    try {
      await applyInside(session, step);
    } catch (error) {
      settle(progress, index, started, error);
      runtime.emit({ type: 'migration-failed', version, file });
      throw error;
    }
    const durationMs = settle(progress, index, started);
    progress.to = version;
    runtime.emit({ type: 'migration-applied', version, file, durationMs });
  }
}

function untried({ migration: { file, kind } }: BackendStep, more: boolean): string {
  const why =
    kind === 'sql'
      ? 'cannot run inside a transaction'
      : 'is a program, and what it does would not be rolled back';
  return `${file} ${why}, so it ${more ? 'and those after it were' : 'was'} not tried`;
}

function settle(
  progress: RehearsalProgress,
  index: number,
  started: number,
  ...failed: readonly unknown[]
): number {
  const durationMs = Math.round((performance.now() - started) * 100) / 100;
  const before = progress.results[index];
  const [error] = failed;
  if (before !== undefined)
    progress.results[index] = {
      ...before,
      durationMs,
      result: failed.length === 0 ? 'passed' : 'failed',
      ...(error instanceof MigrateError ? { error: errorReport(error) } : {}),
    };
  return durationMs;
}
