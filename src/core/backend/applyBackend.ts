import { randomUUID } from 'node:crypto';
import { MigrateError, perhapsDone } from '../errors.ts';
import type { MigrationFile } from '../migration/folder.ts';
import { historyTime } from '../migration/history.ts';
import { interpreterFor } from '../migration/interpreter.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import type { ScriptText } from '../migration/script.ts';
import { runScriptProcess } from '../migration/scriptProcess.ts';
import { splitStatements } from '../sql/split.ts';
import { significantTokens } from '../sql/token.ts';
import { isTransactional } from '../migration/step.ts';
import type { Project } from '../project/project.ts';
import type { Backend } from './backend.ts';
import { HookFailure } from './hookProcess.ts';
import type { Session } from './session.ts';

/** One migration of a backend's run. */
export interface BackendStep {
  readonly project: Project;
  readonly migration: MigrationFile;
  readonly script: ScriptText;
  /** Version that the database must have before. */
  readonly from: number;
  /** Whether to record it. */
  readonly history: boolean;
}

/**
 * Applies one migration with its version and its record, in one transaction where the hooks allow and the script does
 * not control transactions itself. Throws a `MigrateError` that tells what became of it.
 */
export async function applyStep(
  session: Session,
  step: BackendStep,
  options: RunOptions,
): Promise<void> {
  const { backend } = session;
  if (runsInTransaction(backend, step)) {
    await inTransaction(session, () => applyInside(session, step));
    return;
  }
  const startedAt = session.runtime.now();
  try {
    if (step.migration.kind === 'sql') await executeAlone(backend, step);
    else await runScript(session, step, options);
    const record = (): Promise<void> => complete(session, step, startedAt);
    if (backend.missing.includes('transaction')) await record();
    else await inTransaction(session, record);
  } catch (error) {
    throw staying(error);
  }
}

/** Nothing undoes a script without a transaction, whatever fails after it. */
function staying(error: unknown): unknown {
  if (MigrateError.is(error, 'cancelled')) return perhapsDone(error);
  if (!MigrateError.is(error, 'backend-failed')) return error;
  return new MigrateError({ ...error.failure, outcome: 'stays' }, { cause: error });
}

/** Applies SQL migrations in one transaction, all or none. `onStep` hears of each that ran. */
export async function applyTogether(
  session: Session,
  steps: readonly BackendStep[],
  onStep: (step: BackendStep) => void,
): Promise<void> {
  await inTransaction(session, async () => {
    for (const step of steps) {
      await applyInside(session, step);
      onStep(step);
    }
  });
}

/** Whether a script runs in a transaction with its bookkeeping. */
export function runsInTransaction(backend: Backend, step: BackendStep): boolean {
  if (backend.missing.includes('transaction')) return false;
  const { migration, script } = step;
  const text = withoutBodies(script.text);
  if (splitStatements(text).some((statement) => endsTransaction(statement.text))) return false;
  return isTransactional({ migration, script: { ...script, text } });
}

/** Statements of PostgreSQL and others that begin or end a transaction, and that SQLite does not have. */
function endsTransaction(statement: string): boolean {
  const words: string[] = [];
  for (const { start, end } of significantTokens(statement)) {
    words.push(statement.slice(start, end).toLowerCase());
    if (words.length === 2) break;
  }
  const [first, second] = words;
  if (first === 'abort') return true;
  return second === 'transaction' && (first === 'start' || first === 'prepare');
}

/** Bodies of functions hold words that look like transactions: `$$ … $$`, and `BEGIN ATOMIC … END`. */
function withoutBodies(sql: string): string {
  return sql
    .replace(/\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$/g, "''")
    .replace(/\bbegin\s+atomic\b[\s\S]*?\bend\b/gi, '');
}

/** One migration with its bookkeeping, inside the caller's transaction. */
export async function applyInside(session: Session, step: BackendStep): Promise<void> {
  const { backend } = session;
  const startedAt = session.runtime.now();
  await requireSameVersion(backend, step);
  await execute(backend, step, 'rolled-back');
  await complete(session, step, startedAt);
}

/** Runs `body` between `begin` and `commit`; `rollback` follows what it throws. */
export async function inTransaction(session: Session, body: () => Promise<void>): Promise<void> {
  const { backend } = session;
  await backend.begin();
  try {
    await body();
    await commit(backend);
  } catch (error) {
    await rollBack(backend);
    throw error;
  }
}

/** When the answer to it does not come, nobody knows whether the database did it. */
async function commit(backend: Backend): Promise<void> {
  try {
    await backend.commit();
  } catch (error) {
    throw error instanceof MigrateError ? perhapsDone(error) : error;
  }
}

/** What made it fail counts; a connection that is gone has rolled back by itself. */
async function rollBack(backend: Backend): Promise<void> {
  try {
    await backend.rollback();
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
  }
}

async function executeAlone(backend: Backend, step: BackendStep): Promise<void> {
  try {
    await execute(backend, step, 'stays');
  } catch (error) {
    // A script that began a transaction of its own has left it open.
    if (!backend.missing.includes('transaction')) await rollBack(backend);
    throw error;
  }
}

async function execute(
  backend: Backend,
  { migration, script }: BackendStep,
  outcome: 'rolled-back' | 'stays',
): Promise<void> {
  try {
    await backend.executeSql(script.text);
  } catch (error) {
    if (!MigrateError.is(error, 'backend-failed')) throw error;
    const position = error.cause instanceof HookFailure ? error.cause.hookError.position : null;
    throw new MigrateError(
      {
        ...error.failure,
        file: migration.path,
        ...(position === null ? {} : placeIn(script.text, position)),
        outcome,
      },
      { cause: error },
    );
  }
}

/** PostgreSQL and Python count characters, JavaScript their halves. */
function placeIn(text: string, position: number): { line: number; column: number } {
  const before = [...text].slice(0, position - 1).join('');
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

async function runScript(
  { backend, runtime }: Session,
  { project, migration }: BackendStep,
  options: RunOptions,
): Promise<void> {
  if (migration.kind === 'sql') return;
  try {
    await runScriptProcess(
      {
        interpreter: interpreterFor(migration.kind, project, options, runtime),
        path: migration.path,
        database: backend.argument,
        run: randomUUID(),
        stdin: options.stdin ?? 'ignore',
        ownGroup: options.ownProcessGroup ?? false,
      },
      runtime,
    );
  } catch (error) {
    if (!MigrateError.is(error, 'script-failed')) throw error;
    const { file, line, exitCode, signal } = error.failure;
    throw new MigrateError({
      code: 'backend-failed',
      file,
      ...(line === undefined ? {} : { line }),
      hook: 'the script',
      reason: signal === null ? `exited with code ${exitCode}` : `was ended by ${signal}`,
      outcome: 'stays',
    });
  }
}

async function complete(
  { backend, runtime }: Session,
  { migration, script, history }: BackendStep,
  startedAt: Date,
): Promise<void> {
  await backend.setVersion(migration.version);
  if (!history) return;
  await backend.record({
    id: migration.version,
    filename: migration.file,
    script: script.recorded,
    startedAt: historyTime(startedAt),
    finishedAt: historyTime(runtime.now()),
  });
}

async function requireSameVersion(backend: Backend, { project, from }: BackendStep): Promise<void> {
  const version = await backend.getVersion();
  if (version === from) return;
  const reason = `it went from version ${from} to ${version} during the run`;
  throw new MigrateError({ code: 'changed-elsewhere', database: project.database, reason });
}
