import { SqliteFailure } from '../database/connection.ts';
import type { Connection } from '../database/connection.ts';
import { openForWriting, using } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import { describeChanges } from '../schema/diff/describe.ts';
import { diffSchemas } from '../schema/diff/diff.ts';
import { inspect } from '../schema/inspect.ts';
import type { Schema } from '../schema/model.ts';
import { comparableText, definitionsText } from '../schema/schemaText.ts';
import { foldName, quoteIdentifier } from '../sql/identifier.ts';
import type { SchemaChange } from './report.ts';

/** What a database is like between two migrations. */
export interface Look {
  /** Tables by folded name. The version record is left out. */
  readonly tables: ReadonlyMap<string, { readonly name: string; readonly rows: number }>;
  /** Foreign keys with ON DELETE CASCADE, names folded. */
  readonly cascades: readonly { readonly child: string; readonly parent: string }[];
  readonly schemaText: string;
  /** Undefined where the schema cannot be read. */
  readonly schema: Schema | undefined;
}

/** Looks at a database that nothing but this process works on. */
export function lookAt(database: string): Look {
  return using(openForWriting(database), (connection) => ({
    tables: tablesIn(connection),
    cascades: cascadesIn(connection),
    ...schemaIn(connection),
  }));
}

/** In what the schema differs, or undefined where it does not. */
export function schemaChange(before: Look, after: Look): SchemaChange | undefined {
  if (before.schemaText === after.schemaText) return undefined;
  const changes =
    before.schema === undefined || after.schema === undefined
      ? []
      : describeChanges(diffSchemas(before.schema, after.schema).changes);
  return { before: before.schemaText, after: after.schemaText, changes };
}

function tablesIn(connection: Connection): Look['tables'] {
  const names = connection.all(
    `SELECT name FROM pragma_table_list
     WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       AND lower(name) NOT IN ('_meta', '_migrations') ORDER BY name`,
  );
  const tables = new Map<string, { readonly name: string; readonly rows: number }>();
  for (const row of names) {
    const name = String(row['name']);
    const rows = rowsOf(connection, name);
    if (rows !== undefined) tables.set(foldName(name), { name, rows });
  }
  return tables;
}

/** Undefined for a table that cannot be counted, such as one whose module is not in this SQLite. */
function rowsOf(connection: Connection, name: string): number | undefined {
  try {
    return Number(connection.get(`SELECT count(*) AS n FROM ${quoteIdentifier(name)}`)?.['n']);
  } catch (error) {
    if (error instanceof SqliteFailure && error.code === 'ERROR') return undefined;
    throw error;
  }
}

function cascadesIn(connection: Connection): Look['cascades'] {
  return connection
    .all(
      `SELECT m.name AS child, f."table" AS parent
       FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f
       WHERE m.type = 'table' AND m.rootpage > 0 AND f.on_delete = 'CASCADE'`,
    )
    .map((row) => ({
      child: foldName(String(row['child'])),
      parent: foldName(String(row['parent'])),
    }));
}

function schemaIn(connection: Connection): Pick<Look, 'schema' | 'schemaText'> {
  try {
    const schema = inspect(connection);
    return { schema, schemaText: comparableText(schema) };
  } catch (error) {
    if (!MigrateError.is(error, 'unreadable-schema')) throw error;
    const stored = connection.all(
      'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid',
    );
    return {
      schema: undefined,
      schemaText: definitionsText(stored.map((row) => ({ sql: String(row['sql']) }))),
    };
  }
}
