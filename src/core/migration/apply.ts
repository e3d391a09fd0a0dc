import type { Connection } from '../database/connection.ts';
import { databaseFailure } from '../database/failure.ts';
import type { Violations } from '../database/foreignKeys.ts';
import { BUSY_TIMEOUT } from '../database/open.ts';
import type { ScriptLibrary } from '../database/open.ts';
import { inTransaction } from '../database/transaction.ts';
import type { MigrateError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { applyGuarded } from './applyGuarded.ts';
import { complete, requireSameVersion } from './bookkeeping.ts';
import type { RunOptions } from './runOptions.ts';
import { leavesSettings, ScriptConnections } from './scriptConnections.ts';
import { furthest, otherLibraries, mayRunElsewhere } from './scriptLibrary.ts';
import { namesRecords, reachesRecords, resetSettings, runStatements } from './statements.ts';
import { isTransactional, statementsOf } from './step.ts';
import type { Step } from './step.ts';

/** Applies one migration. A failure leaves the database as it was. Throws a `MigrateError`. */
export async function applyMigration(
  step: Step,
  options: RunOptions,
  runtime: Runtime,
  connections: ScriptConnections,
): Promise<void> {
  if (isTransactional(step)) {
    attempt([step], runtime, connections);
    return;
  }
  connections.close();
  await applyGuarded(step, options, runtime);
}

/** Applies SQL migrations in one transaction, all or none. `onStep` hears of each that ran, again when another library has to start anew; none stands until this returns. */
export function applyTogether(
  steps: readonly Step[],
  runtime: Runtime,
  onStep: (step: Step) => void = () => {},
): void {
  const connections = new ScriptConnections();
  try {
    attempt(steps, runtime, connections, onStep);
  } finally {
    connections.close();
  }
}

/** Tries one library, and another where that one may do better. */
function attempt(
  steps: readonly Step[],
  runtime: Runtime,
  connections: ScriptConnections,
  onStep: (step: Step) => void = () => {},
): void {
  const [first] = steps;
  if (first === undefined) return;
  const scripts = steps.map((step) => step.script.text);
  const failures: MigrateError[] = [];
  let libraries: readonly ScriptLibrary[] = ['better-sqlite3'];
  for (let index = 0; index < libraries.length; index += 1) {
    try {
      applyIn(libraries[index] ?? 'better-sqlite3', steps, runtime, connections, onStep);
      return;
    } catch (error) {
      if (!mayRunElsewhere(error))
        throw databaseFailure(error, first.project.database, BUSY_TIMEOUT);
      failures.push(error);
      if (index === 0) libraries = [...libraries, ...otherLibraries(first.real, scripts)];
    }
  }
  throw furthest(
    failures,
    steps.map((step) => step.migration.path),
  );
}

/** One attempt at `applyTogether`. It is undone where it fails, so another library can make another. */
function applyIn(
  library: ScriptLibrary,
  steps: readonly Step[],
  runtime: Runtime,
  connections: ScriptConnections,
  onStep: (step: Step) => void,
): void {
  const [first] = steps;
  if (first === undefined) return;
  const scripts = steps.map((step) => step.script.text);
  connections.use(first.real, library, scripts, (connection) => {
    inTransaction(connection, () => {
      connections.begin(connection);
      if (connections.recorded(connection) !== first.from)
        requireSameVersion(connection, first.from, first.project.convention);
      let violations = connections.violations(connection);
      for (const step of steps) {
        violations = applyInside(connection, step, violations, runtime, connections);
        onStep(step);
      }
      connections.requireWhole(connection);
    });
  });
}

function applyInside(
  connection: Connection,
  step: Step,
  violations: Violations,
  runtime: Runtime,
  connections: ScriptConnections,
): Violations {
  const { migration, script, project } = step;
  const startedAt = runtime.now();
  const source = { path: migration.path, text: script.text, statements: statementsOf(script) };
  const known =
    connections.recorded(connection) !== undefined &&
    !namesRecords(source) &&
    !leavesSettings(script.text);
  const reached = !known && reachesRecords(connection, source);
  runStatements(connection, source, reached);
  resetSettings(connection, source);
  const { history, convention } = project;
  const left = complete(connection, {
    migration,
    script,
    history,
    convention,
    startedAt,
    finishedAt: runtime.now(),
    violations,
    after: () => connections.violationsAfter(connection, script.text),
    known,
  });
  if (migration.declarative !== true)
    connections.record(connection, migration.version, script.text, reached);
  return left;
}
