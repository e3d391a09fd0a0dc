import { fallBack, lowerGuard, raiseGuard, snapshotOf } from '../backup/guard.ts';
import type { Connection } from '../database/connection.ts';
import { databaseFailure } from '../database/failure.ts';
import { foreignKeyViolations } from '../database/foreignKeys.ts';
import type { Violations } from '../database/foreignKeys.ts';
import { BUSY_TIMEOUT, openForScript, openForWriting, reading, using } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { splitStatements } from '../sql/split.ts';
import { hasDoubleQuoted, headerDirectives, transactionUse } from '../sql/statementKind.ts';
import { changedTable, complete, protectedContent, requireSameVersion } from './bookkeeping.ts';
import type { MigrationFile } from './folder.ts';
import { interpreterFor } from './interpreter.ts';
import type { RunOptions } from './runOptions.ts';
import type { ScriptText } from './script.ts';
import { runScriptProcess } from './scriptProcess.ts';
import { excerpt, placeOf, runStatements } from './statements.ts';

/** A migration with everything that applying it needs. */
export interface Step {
  readonly project: Project;
  /** The database file, links followed. */
  readonly real: string;
  readonly migration: MigrationFile;
  readonly script: ScriptText;
  /** Version that the database must have before. */
  readonly from: number;
}

/** Whether a migration runs in one transaction with its bookkeeping. Others are guarded by a snapshot. */
export function isTransactional({
  migration,
  script,
}: Pick<Step, 'migration' | 'script'>): boolean {
  if (migration.kind !== 'sql' || headerDirectives(script.text).includes('no-transaction'))
    return false;
  return splitStatements(script.text).every((statement) => transactionUse(statement.text) === null);
}

/** Applies one migration. A failure leaves the database as it was. Throws a `MigrateError`. */
export async function applyMigration(
  step: Step,
  options: RunOptions,
  runtime: Runtime,
): Promise<void> {
  if (isTransactional(step)) applyTogether([step], runtime);
  else await applyGuarded(step, options, runtime);
}

/** Applies SQL migrations in one transaction, all or none. `onStep` hears of each that ran; none stands until this returns. */
export function applyTogether(
  steps: readonly Step[],
  runtime: Runtime,
  onStep: (step: Step) => void = () => {},
): void {
  const [first] = steps;
  if (first === undefined) return;
  const quotes =
    steps.some((step) => hasDoubleQuoted(step.script.text)) || schemaHasQuotes(first.real);
  try {
    using(openForScript(first.real, quotes), (connection) => {
      inTransaction(connection, () => {
        requireSameVersion(connection, first.from);
        let violations = foreignKeyViolations(connection);
        for (const step of steps) {
          violations = applyInside(connection, step, violations, runtime);
          onStep(step);
        }
      });
    });
  } catch (error) {
    throw databaseFailure(error, first.project.database, BUSY_TIMEOUT);
  }
}

function applyInside(
  connection: Connection,
  step: Step,
  violations: Violations,
  runtime: Runtime,
): Violations {
  const { migration, script, project } = step;
  const startedAt = runtime.now();
  runStatements(connection, { path: migration.path, text: script.text });
  const { history } = project;
  return complete(connection, {
    migration,
    script,
    history,
    startedAt,
    finishedAt: runtime.now(),
    violations,
  });
}

/** A failure that ended the transaction by itself (`OR ROLLBACK`, a full disk) leaves nothing to roll back. */
function inTransaction(connection: Connection, body: () => void): void {
  connection.exec('BEGIN IMMEDIATE');
  try {
    body();
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

async function applyGuarded(step: Step, options: RunOptions, runtime: Runtime): Promise<void> {
  const { real, migration, project } = step;
  const before = reading(real, (connection) => {
    requireSameVersion(connection, step.from);
    return { violations: foreignKeyViolations(connection), content: protectedContent(connection) };
  });
  await raiseGuard(real, { version: migration.version, file: migration.file }, runtime);
  const startedAt = runtime.now();
  try {
    if (migration.kind === 'sql') runOutside(step);
    else
      await runScriptProcess(
        {
          interpreter: interpreterFor(migration.kind, project, options, runtime),
          path: migration.path,
          database: project.database,
          stdin: options.stdin ?? 'ignore',
          ownGroup: options.ownProcessGroup ?? false,
        },
        runtime,
      );
    finish(step, before, startedAt, runtime);
  } catch (error) {
    await putBack(real, error, runtime);
    throw databaseFailure(error, project.database, BUSY_TIMEOUT);
  }
  lowerGuard(real);
}

/** Puts the snapshot back after `cause`. When that fails too, snapshot and record stay for the next run. */
async function putBack(real: string, cause: unknown, runtime: Runtime): Promise<void> {
  try {
    await fallBack(real, runtime);
  } catch (error) {
    const first = cause instanceof Error ? `${cause.message}; then ` : '';
    const reason = `${first}${error instanceof Error ? error.message : String(error)}`;
    throw new MigrateError(
      { code: 'not-put-back', database: real, snapshot: snapshotOf(real), reason },
      { cause: error },
    );
  }
}

function runOutside({ real, migration, script }: Step): void {
  const quotes = hasDoubleQuoted(script.text) || schemaHasQuotes(real);
  const source = { path: migration.path, text: script.text };
  using(openForScript(real, quotes), (connection) => {
    runStatements(connection, source);
    if (!connection.inTransaction) return;
    connection.exec('ROLLBACK');
    const begin = splitStatements(script.text).findLast(
      (statement) => transactionUse(statement.text) === 'begin',
    );
    throw new MigrateError({
      code: 'unfinished-transaction',
      statement: begin === undefined ? '' : excerpt(begin),
      ...placeOf(source, begin?.start ?? 0),
    });
  });
}

function finish(
  { real, migration, script, project }: Step,
  before: { readonly violations: Violations; readonly content: ReadonlyMap<string, string> },
  startedAt: Date,
  runtime: Runtime,
): void {
  using(openForWriting(real), (connection) => {
    inTransaction(connection, () => {
      const table = changedTable(before.content, protectedContent(connection));
      if (table !== undefined)
        throw new MigrateError({
          code: 'protected-table',
          table,
          statement: '',
          file: migration.path,
          line: 1,
          column: 1,
        });
      const { violations } = before;
      complete(connection, {
        migration,
        script,
        history: project.history,
        startedAt,
        finishedAt: runtime.now(),
        violations,
      });
    });
  });
}

/** Whether the schema holds double quotes that a trigger, view or CHECK may mean as strings. */
function schemaHasQuotes(path: string): boolean {
  return (
    reading(path, (connection) =>
      connection.get(`SELECT 1 FROM sqlite_schema WHERE instr(sql, '"') > 0 LIMIT 1`),
    ) !== undefined
  );
}
