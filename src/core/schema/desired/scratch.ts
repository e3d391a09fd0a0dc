import { SqliteFailure } from '../../database/connection.ts';
import type { Connection } from '../../database/connection.ts';
import { hasNodeSqlite, openScratchFor, using } from '../../database/open.ts';
import type { ScriptLibrary } from '../../database/open.ts';
import { MigrateError } from '../../errors.ts';
import { errorOffset } from '../../sql/errorOffset.ts';
import { foldName } from '../../sql/identifier.ts';
import { positionAt } from '../../sql/position.ts';
import { splitStatements } from '../../sql/split.ts';
import type { Statement } from '../../sql/split.ts';
import { hasDoubleQuoted, mentions } from '../../sql/statementKind.ts';
import { significantTokens } from '../../sql/token.ts';
import { inspect } from '../inspect.ts';
import type { Schema } from '../model.ts';
import { sourceFailure } from './sourceKind.ts';
import type { SqlText } from './sqlText.ts';
import { createdTable, tableHints, withTableHints } from './tableHints.ts';

/**
 * The schema that DDL makes in an empty database, so that SQLite itself is the parser. Statements that need an object
 * of a later one wait for it. What makes no object (rows, pragmas, transactions) is passed over.
 * Throws `schema-failed` with the place, or `schema-source-failed` where the text is what a program printed.
 */
export function schemaOfTexts(texts: readonly SqlText[], source: string): Schema {
  const parts = texts.map((sql) => ({ sql, statements: splitStatements(sql.text) }));
  const placed = parts.flatMap(({ sql, statements }) =>
    statements.map((statement) => ({ sql, statement, source })),
  );
  const hints = new Map(
    parts.flatMap(({ sql, statements }) => [...tableHints(sql.text, statements)]),
  );
  return withTableHints(madeSchema(placed), hints);
}

/** A statement and where it stands. */
interface Placed {
  readonly sql: SqlText;
  readonly statement: Statement;
  readonly source: string;
}

interface Held {
  readonly placed: Placed;
  readonly error: SqliteFailure;
}

/** Longest statement text that an error carries. */
const EXCERPT = 2000;

/** The statements that make, change or drop objects. */
const MAKING: ReadonlySet<string> = new Set(['create', 'alter', 'drop']);

/** What a dump or a schema may hold besides, with no say in what the schema is. */
const PASSED_OVER: ReadonlySet<string> = new Set(
  `analyze begin commit delete detach end explain insert pragma reindex release replace rollback
  savepoint select update vacuum values with`.split(/\s+/),
);

/** better-sqlite3 takes no double-quoted strings; where there may be some, Node's own SQLite has the last word. */
function madeSchema(statements: readonly Placed[]): Schema {
  const quotes = statements.some(({ statement }) => hasDoubleQuoted(statement.text));
  if (!quotes || !hasNodeSqlite()) return madeIn('better-sqlite3', statements);
  try {
    return madeIn('better-sqlite3', statements);
  } catch (error) {
    const mayWork = error instanceof MigrateError && error.cause instanceof SqliteFailure;
    if (!mayWork) throw error;
    return madeIn('node', statements);
  }
}

function madeIn(library: ScriptLibrary, statements: readonly Placed[]): Schema {
  return using(openScratchFor(library), (connection) => {
    let held: Held[] = [];
    for (const placed of statements) {
      if (!makesObjects(placed)) continue;
      const failed = attempt(connection, placed);
      if (failed === undefined) continue;
      // A statement that drops or changes something would do it to what came later.
      if (firstWord(placed.statement.text) !== 'create') throw failureOf(connection, failed);
      held.push(failed);
    }
    for (let before = Infinity; held.length > 0 && held.length < before;) {
      before = held.length;
      held = held.flatMap(({ placed }) => attempt(connection, placed) ?? []);
    }
    const first = held.find((each) => !isMadeAnyway(connection, each));
    if (first !== undefined) throw failureOf(connection, first);
    return inspect(connection);
  });
}

/** Whether SQLite or a module makes a table by itself. The `sqlite3` program prints the statements of these, too. */
function isMadeAnyway(connection: Connection, { placed, error }: Held): boolean {
  const name = createdTable(placed.statement.text);
  if (name === null || !error.message.includes('reserved for internal use')) return false;
  const query = "SELECT 1 FROM pragma_table_list WHERE lower(name) = ? AND type = 'shadow'";
  return OWN_TABLES.test(name) || connection.get(query, [name]) !== undefined;
}

const OWN_TABLES = /^sqlite_(?:sequence|stat[1-4])$/;

function attempt(connection: Connection, placed: Placed): Held | undefined {
  try {
    connection.exec(placed.statement.text);
    return undefined;
  } catch (error) {
    if (!(error instanceof SqliteFailure)) throw error;
    return { placed, error };
  }
}

/** Whether a statement is to be run. Throws where it reaches beyond the scratch database or behind SQLite's back. */
function makesObjects(placed: Placed): boolean {
  const { text } = placed.statement;
  const word = firstWord(text);
  if (MAKING.has(word)) return true;
  if (word === 'attach') throw refusal(placed, 'ATTACH has no place in a desired schema');
  if (!PASSED_OVER.has(word)) return true;
  if (
    ['insert', 'update', 'delete', 'replace', 'with'].includes(word) &&
    mentions(text, SCHEMA_TABLES)
  )
    throw refusal(
      placed,
      "a desired schema does not write SQLite's own tables; write the statement that makes the object",
    );
  return false;
}

const SCHEMA_TABLES = ['sqlite_schema', 'sqlite_master'];

function firstWord(text: string): string {
  for (const { kind, start, end } of significantTokens(text))
    return kind === 'word' ? foldName(text.slice(start, end)) : '';
  return '';
}

function failureOf(connection: Connection, { placed, error }: Held): MigrateError {
  const { text } = placed.statement;
  const offset = errorOffset(text, error.message, (sql) => connection.compileError(sql));
  return failureAt(placed, offset, error.message, { cause: error });
}

function refusal(placed: Placed, reason: string): MigrateError {
  return failureAt(placed, 0, reason);
}

function failureAt(
  { sql, statement, source }: Placed,
  offset: number,
  reason: string,
  options?: ErrorOptions,
): MigrateError {
  const { line, column } = positionAt(sql.text, statement.start + offset);
  const { text } = statement;
  const excerpt = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
  if (sql.file === null)
    return sourceFailure(source, `line ${line} of its output: ${reason}`, excerpt, options);
  const place = { file: sql.file, line, column };
  return new MigrateError({ code: 'schema-failed', statement: excerpt, reason, ...place }, options);
}
