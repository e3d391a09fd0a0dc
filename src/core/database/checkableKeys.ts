import { foldName, quoteIdentifier } from '../sql/identifier.ts';
import type { Connection, SqlValue } from './connection.ts';

/** A row whose parent is missing. */
export interface Orphan {
  readonly parent: string;
  /** The columns of the foreign key. */
  readonly columns: readonly string[];
  /** Its rowid as text, or null for a table without one. */
  readonly id: SqlValue;
}

interface Key {
  readonly parent: string;
  readonly columns: readonly string[];
  /** What the key refers to, folded; empty where it is the primary key. */
  readonly parentColumns: readonly string[];
}

/**
 * The rows of a table without a parent, by the foreign keys that can be checked. `PRAGMA foreign_key_check` checks none of
 * a table where one key refers to columns that are not unique. `rowid` is a name of the rowid.
 */
export function orphansOf(connection: Connection, table: string, rowid = 'NULL'): Orphan[] {
  const hasRowid =
    connection.get("SELECT wr FROM pragma_table_list(?) WHERE schema = 'main'", [table])?.['wr'] ===
    0;
  const id = hasRowid ? `CAST(c.${rowid} AS TEXT)` : 'NULL';
  return keysOf(connection, table).flatMap((key) => {
    const condition = conditionOf(connection, key);
    if (condition === undefined) return [];
    const filled = key.columns.map((column) => `c.${quoteIdentifier(column)} IS NOT NULL`);
    const where = [...filled, condition].join(' AND ');
    return connection
      .all(`SELECT ${id} AS id FROM ${quoteIdentifier(table)} AS c WHERE ${where}`)
      .map((row) => ({ ...key, id: row['id'] ?? null }));
  });
}

function keysOf(connection: Connection, table: string): readonly Key[] {
  const parts = connection.all(
    `SELECT id, "table" AS parent, "from" AS child, "to" AS target FROM pragma_foreign_key_list(?)
     ORDER BY id, seq`,
    [table],
  );
  return [...Map.groupBy(parts, ({ id }) => id).values()].map((rows) => ({
    parent: String(rows[0]?.['parent']),
    columns: rows.map(({ child }) => String(child)),
    parentColumns: rows.flatMap(({ target }) =>
      target === null ? [] : [foldName(String(target))],
    ),
  }));
}

/** What holds for a row `c` without a parent, or undefined for a key that cannot be checked. */
function conditionOf(
  connection: Connection,
  { parent, columns, parentColumns }: Key,
): string | undefined {
  const known = connection.all('SELECT name, pk FROM pragma_table_info(?) ORDER BY pk', [parent]);
  if (known.length === 0) return 'true';
  const primary = known.filter(({ pk }) => pk !== 0).map(({ name }) => foldName(String(name)));
  const wanted = parentColumns.length === 0 ? primary : parentColumns;
  const isUnique = [primary, ...uniqueIndexes(connection, parent)].some(
    (key) => key.toSorted().join('\0') === wanted.toSorted().join('\0'),
  );
  if (!isUnique || wanted.length !== columns.length) return undefined;
  // With the affinity and the collation of the parent's column, as SQLite compares them: + takes those of the child's.
  const matches = wanted.map(
    (name, at) => `p.${quoteIdentifier(name)} = +c.${quoteIdentifier(columns[at] ?? '')}`,
  );
  return `NOT EXISTS (SELECT 1 FROM ${quoteIdentifier(parent)} AS p WHERE ${matches.join(' AND ')})`;
}

function uniqueIndexes(connection: Connection, table: string): readonly (readonly string[])[] {
  const parts = connection.all(
    `SELECT i.name AS "index", lower(x.name) AS name FROM pragma_index_list(?) AS i, pragma_index_info(i.name) AS x
     WHERE i."unique" AND NOT i.partial`,
    [table],
  );
  return [...Map.groupBy(parts, ({ index }) => index).values()].map((rows) =>
    rows.map(({ name }) => String(name)),
  );
}
