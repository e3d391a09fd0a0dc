import { MigrateError, errorReport } from '../errors.ts';
import { applyMigration } from '../migration/apply.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import type { Step } from '../migration/step.ts';
import type { Runtime } from '../runtime.ts';
import { reachesOtherFile } from '../sql/otherFile.ts';
import { lookAt, schemaChange } from './look.ts';
import type { Look } from './look.ts';
import type { RehearsedMigration } from './report.ts';
import { changedTables } from './tableRows.ts';
import { TimedConnections } from './timedConnections.ts';

interface Setting {
  readonly options: RunOptions;
  readonly runtime: Runtime;
  /** What the copy is like before. */
  readonly first: Look;
}

/**
 * Applies migrations to a copy, one by one, each with its own connection. `onResults` gets all results whenever one is
 * new. Throws what the first one throws that fails, `script-not-rehearsed` before one that reaches other files, and
 * `cancelled`.
 */
export async function rehearseSteps(
  steps: readonly Step[],
  { options, runtime, first }: Setting,
  onResults: (results: readonly RehearsedMigration[]) => void,
): Promise<void> {
  const results = steps.map(notRun);
  onResults(results);
  let look = first;
  for (const [index, step] of steps.entries()) {
    requireNotCancelled(runtime);
    requireContained(step);
    const { version, file } = step.migration;
    runtime.emit({ type: 'migration-started', version, file, index, total: steps.length });
    const { result, failure } = await rehearseStep(step, options, runtime);
    results[index] = result;
    onResults(results);
    if (failure !== undefined) throw failure.error;
    const after = lookAt(step.real);
    results[index] = { ...result, ...changesIn(step, look, after) };
    look = after;
    // Lets an abort, and the loss of the process that asked, be noticed between two scripts.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Applies one migration to the copy. The failure is what it threw, whatever that is. */
async function rehearseStep(
  step: Step,
  options: RunOptions,
  runtime: Runtime,
): Promise<{
  readonly result: RehearsedMigration;
  readonly failure?: { readonly error: unknown };
}> {
  const { version, file } = step.migration;
  const connections = new TimedConnections();
  const started = performance.now();
  const times = (): Pick<RehearsedMigration, 'durationMs' | 'lockedMs'> => {
    const { lockedMs } = connections;
    const durationMs = rounded(performance.now() - started);
    return { durationMs, lockedMs: lockedMs === null ? null : rounded(lockedMs) };
  };
  try {
    await applyMigration(step, options, runtime, connections);
    const result: RehearsedMigration = { ...notRun(step), result: 'passed', ...times() };
    runtime.emit({ type: 'migration-applied', version, file, durationMs: result.durationMs });
    return { result };
  } catch (error) {
    const report = error instanceof MigrateError ? { error: errorReport(error) } : {};
    const result: RehearsedMigration = {
      ...notRun(step),
      result: 'failed',
      ...times(),
      ...report,
    };
    runtime.emit({ type: 'migration-failed', version, file });
    return { result, failure: { error } };
  } finally {
    connections.close();
  }
}

function changesIn(
  { migration, script }: Step,
  before: Look,
  after: Look,
): Pick<RehearsedMigration, 'tables' | 'schema'> {
  const schema = schemaChange(before, after);
  return {
    tables: changedTables(before, after, { kind: migration.kind, text: script.text }),
    ...(schema === undefined ? {} : { schema }),
  };
}

function notRun({ migration: { version, file, path } }: Step): RehearsedMigration {
  return { version, file, path, result: 'not-run', durationMs: 0, lockedMs: null, tables: [] };
}

function requireNotCancelled({ signal }: Runtime): void {
  if (signal?.aborted === true)
    throw new MigrateError({ code: 'cancelled', what: 'the rehearsal' });
}

function requireContained({ migration, script }: Step): void {
  if (migration.kind !== 'sql' || !reachesOtherFile(script.text)) return;
  const reason = 'the script reaches another file';
  throw new MigrateError({ code: 'script-not-rehearsed', file: migration.path, reason });
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
