import { SqliteFailure } from '../database/connection.ts';
import { hasNodeSqlite, reading } from '../database/open.ts';
import type { ScriptLibrary } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import { hasDoubleQuoted } from '../sql/statementKind.ts';

/**
 * The SQLite libraries that may take scripts which better-sqlite3 refuses. It is like stock SQLite in all but
 * double-quoted strings: only where double quotes are in sight can another do better.
 */
export function otherLibraries(real: string, scripts: readonly string[]): readonly ScriptLibrary[] {
  if (!hasNodeSqlite()) return [];
  return scripts.some(hasDoubleQuoted) || schemaHasQuotes(real) ? ['node'] : [];
}

/** All of them, in the order to try them. */
export function librariesFor(real: string, scripts: readonly string[]): readonly ScriptLibrary[] {
  return ['better-sqlite3', ...otherLibraries(real, scripts)];
}

/** Whether a script failed at a statement that another SQLite library might take. */
export function mayRunElsewhere(error: unknown): error is MigrateError {
  return (
    MigrateError.is(error, 'statement-failed') &&
    error.cause instanceof SqliteFailure &&
    error.cause.code === 'ERROR'
  );
}

/** Of the failures of one or more attempts, the one to report: that of the attempt that came furthest, or the last of these. */
export function furthest(
  failures: readonly MigrateError[],
  paths: readonly string[],
): MigrateError {
  return failures.reduce((far, next) =>
    isBefore(placeOf(next, paths), placeOf(far, paths)) ? far : next,
  );
}

function placeOf({ failure }: MigrateError, paths: readonly string[]): readonly number[] {
  if (failure.code !== 'statement-failed') return [];
  return [paths.indexOf(failure.file), failure.line, failure.column];
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((number, at) => number !== b[at]);
  return index !== -1 && (a[index] ?? 0) < (b[index] ?? 0);
}

/** Whether the schema holds double quotes that a trigger, view or CHECK may mean as strings. */
function schemaHasQuotes(path: string): boolean {
  return (
    reading(path, (connection) =>
      connection.get(`SELECT 1 FROM sqlite_schema WHERE instr(sql, '"') > 0 LIMIT 1`),
    ) !== undefined
  );
}
