import type { Connection, SqliteCode } from '../database/connection.ts';
import { SqliteFailure } from '../database/connection.ts';
import { databaseFailure } from '../database/failure.ts';
import { BUSY_TIMEOUT } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import type { Position } from '../errors.ts';
import { errorOffset } from '../sql/errorOffset.ts';
import { positionAt } from '../sql/position.ts';
import { splitStatements } from '../sql/split.ts';
import type { Statement } from '../sql/split.ts';
import { mentions } from '../sql/statementKind.ts';
import { changedTable, protectedContent } from './bookkeeping.ts';

/** A script that is about to run. */
export interface SqlScript {
  readonly path: string;
  readonly text: string;
  /** Its statements, where they are known already. */
  readonly statements?: readonly Statement[];
}

/** Settings of a connection that can be changed inside a transaction, at their defaults. */
const SETTINGS = `PRAGMA query_only = OFF; PRAGMA ignore_check_constraints = OFF; PRAGMA recursive_triggers = OFF;
PRAGMA legacy_alter_table = OFF; PRAGMA reverse_unordered_selects = OFF; PRAGMA trusted_schema = ON`;

/** Longest statement text that an error carries. */
const EXCERPT = 2000;

/**
 * Runs the statements of a script one after the other, each to its last row.
 * Throws `statement-failed` or `protected-table` with the exact place; what ran before is for the caller to undo.
 * `watched` is whether it could write to the engine's tables.
 */
export function runStatements(
  connection: Connection,
  script: SqlScript,
  watched: boolean = reachesRecords(connection, script),
): void {
  const before = watched ? protectedContent(connection) : undefined;
  for (const statement of script.statements ?? splitStatements(script.text)) {
    try {
      connection.exec(statement.text);
    } catch (error) {
      throw statementFailure(error, connection, script, statement);
    }
    if (before === undefined) continue;
    const table = changedTable(before, protectedContent(connection));
    if (table !== undefined)
      throw new MigrateError({
        code: 'protected-table',
        table,
        statement: excerpt(statement),
        ...placeOf(script, statement.start),
      });
  }
}

/** Takes back what a script set, so that it does not reach the bookkeeping or the next script of the same transaction. */
export function resetSettings(connection: Connection, script: SqlScript): void {
  if (!/pragma/i.test(script.text)) return;
  connection.exec(SETTINGS);
  // This gives the connection another LIKE, so it is left alone where no script did.
  if (mentions(script.text, ['case_sensitive_like']))
    connection.exec('PRAGMA case_sensitive_like = OFF');
}

/** Place of an offset in a script. */
export function placeOf(script: SqlScript, offset: number): Position {
  const { line, column } = positionAt(script.text, offset);
  return { file: script.path, line, column };
}

/** The statement text that goes into an error. */
export function excerpt(statement: Statement): string {
  return statement.text.length > EXCERPT ? `${statement.text.slice(0, EXCERPT)}…` : statement.text;
}

/** Whether a script names the engine's tables. */
export function namesRecords(script: SqlScript): boolean {
  return mentions(script.text, ['_meta', '_migrations']);
}

/** Whether a statement of the script could write to the engine's tables: by name, or through a trigger. */
export function reachesRecords(connection: Connection, script: SqlScript): boolean {
  if (namesRecords(script)) return true;
  return (
    connection.get(
      `SELECT 1 FROM sqlite_schema WHERE type IN ('trigger', 'view') AND (sql LIKE '%\\_meta%' ESCAPE '\\' OR sql LIKE '%\\_migrations%' ESCAPE '\\')`,
    ) !== undefined
  );
}

// The database was open and sound when the script began, so CANTOPEN and NOTADB are about a file that a statement names.
const ABOUT_DATABASE: ReadonlySet<SqliteCode> = new Set([
  'BUSY',
  'LOCKED',
  'READONLY',
  'PERM',
  'FULL',
  'IOERR',
  'CORRUPT',
]);

function statementFailure(
  failure: unknown,
  connection: Connection,
  script: SqlScript,
  statement: Statement,
): unknown {
  if (!(failure instanceof SqliteFailure) || ABOUT_DATABASE.has(failure.code))
    return databaseFailure(failure, connection.path, BUSY_TIMEOUT);
  const offset = errorOffset(statement.text, failure.message, (sql) =>
    connection.compileError(sql),
  );
  return new MigrateError(
    {
      code: 'statement-failed',
      reason: failure.message,
      statement: excerpt(statement),
      ...placeOf(script, statement.start + offset),
    },
    { cause: failure },
  );
}
