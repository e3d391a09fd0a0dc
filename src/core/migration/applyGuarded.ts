import { randomUUID } from 'node:crypto';
import {
  fallBack,
  tryToLowerGuard,
  noteScriptEnded,
  raiseGuard,
  snapshotOf,
} from '../backup/guard.ts';
import { endProcesses } from '../backup/livingScript.ts';
import type { ScriptTrace } from '../backup/livingScript.ts';
import { databaseFailure } from '../database/failure.ts';
import { foreignKeyViolations } from '../database/foreignKeys.ts';
import type { Violations } from '../database/foreignKeys.ts';
import { BUSY_TIMEOUT, openForScript, openForWriting, reading, using } from '../database/open.ts';
import type { ScriptLibrary } from '../database/open.ts';
import { inTransaction } from '../database/transaction.ts';
import { MigrateError, whatOf } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { reachesOtherFile } from '../sql/otherFile.ts';
import { splitStatements } from '../sql/split.ts';
import { transactionUse } from '../sql/statementKind.ts';
import { changedTable, complete, protectedContent, requireSameVersion } from './bookkeeping.ts';
import { interpreterFor } from './interpreter.ts';
import type { RunOptions } from './runOptions.ts';
import { furthest, librariesFor, mayRunElsewhere } from './scriptLibrary.ts';
import { readScript } from './script.ts';
import { runScriptProcess } from './scriptProcess.ts';
import { excerpt, placeOf, runStatements } from './statements.ts';
import type { Step } from './step.ts';

/** Applies a migration that cannot run in one transaction, behind a snapshot that is put back where it fails. */
export async function applyGuarded(
  step: Step,
  options: RunOptions,
  runtime: Runtime,
): Promise<void> {
  const failures: MigrateError[] = [];
  for (const library of guardedLibraries(step)) {
    try {
      await applyGuardedIn(library, step, options, runtime);
      return;
    } catch (error) {
      if (!mayRunElsewhere(error)) throw error;
      failures.push(error);
    }
  }
  throw furthest(failures, [step.migration.path]);
}

/** The snapshot undoes what an attempt did to the database, but not what it did to another file: then there is one only. */
function guardedLibraries({ real, migration, script }: Step): readonly ScriptLibrary[] {
  if (migration.kind !== 'sql') return ['better-sqlite3'];
  const libraries = librariesFor(real, [script.text]);
  return reachesOtherFile(script.text) ? libraries.slice(-1) : libraries;
}

async function applyGuardedIn(
  library: ScriptLibrary,
  step: Step,
  options: RunOptions,
  runtime: Runtime,
): Promise<void> {
  const { real, migration, project } = step;
  requireAsRead(step);
  const before = reading(real, (connection) => {
    requireSameVersion(connection, step.from, project.convention);
    return { violations: foreignKeyViolations(connection), content: protectedContent(connection) };
  });
  const { version, file } = migration;
  const trace: ScriptTrace = {
    run: randomUUID(),
    arguments: [migration.path, project.database],
  };
  await raiseGuard(
    real,
    { version, file, ...(migration.kind === 'sql' ? {} : { trace }) },
    runtime,
  );
  const startedAt = runtime.now();
  try {
    if (migration.kind === 'sql') runOutside(step, library);
    else await runProgram(step, migration.kind, trace, options, runtime);
    noteScriptEnded(real);
    finish(step, before, startedAt, runtime);
  } catch (error) {
    // What a script leaves running when it fails would write into what is put back.
    if (migration.kind !== 'sql') await endProcesses(trace);
    await putBack(real, error, runtime);
    throw databaseFailure(error, project.database, BUSY_TIMEOUT);
  }
  tryToLowerGuard(real);
}

/** An interpreter reads the file anew. What it runs has to be what is recorded, and what the other databases of a fleet got. */
function requireAsRead({ migration, script }: Step): void {
  if (migration.kind === 'sql' || readScript(migration.path).text === script.text) return;
  const reason =
    'it was changed after the run had read it, and was not run. The database is as it was before it. Look at it, then use fastmigrate run again';
  throw new MigrateError({ code: 'invalid-migration', file: migration.path, reason });
}

async function runProgram(
  step: Step,
  kind: 'py' | 'sh',
  trace: ScriptTrace,
  options: RunOptions,
  runtime: Runtime,
): Promise<void> {
  const { migration, project } = step;
  await runScriptProcess(
    {
      interpreter: interpreterFor(kind, project, options, runtime),
      path: migration.path,
      database: project.database,
      run: trace.run,
      stdin: options.stdin ?? 'ignore',
      ownGroup: options.ownProcessGroup ?? false,
    },
    runtime,
  );
  requireDatabase(step);
}

/** A script process can do anything to the file, also remove it. Says so, since the snapshot then takes its place. */
function requireDatabase({ real, migration }: Step): void {
  try {
    reading(real, (connection) => connection.get('SELECT 1 FROM sqlite_schema'));
  } catch (error) {
    const missing = MigrateError.is(error, 'database-missing');
    if (!missing && !MigrateError.is(error, 'not-a-database')) throw error;
    const reason = `the script ${missing ? 'removed the database' : 'left something that is no database'}`;
    throw new MigrateError(
      { code: 'invalid-migration', file: migration.path, reason, putBack: true },
      { cause: error },
    );
  }
}

/** Puts the snapshot back after `cause`. When that fails too, snapshot and record stay for the next run. */
async function putBack(real: string, cause: unknown, runtime: Runtime): Promise<void> {
  try {
    await fallBack(real, runtime);
  } catch (error) {
    const reason = `${whatOf(cause)}; then ${whatOf(error)}`;
    throw new MigrateError(
      { code: 'not-put-back', database: real, snapshot: snapshotOf(real), reason },
      { cause: error },
    );
  }
}

function runOutside({ real, migration, script }: Step, library: ScriptLibrary): void {
  const source = { path: migration.path, text: script.text };
  // A database that was made in the place of one that vanished lacks the version record, which `finish` finds.
  using(openForScript(real, library, true), (connection) => {
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
        convention: project.convention,
        startedAt,
        finishedAt: runtime.now(),
        violations,
      });
    });
  });
}
