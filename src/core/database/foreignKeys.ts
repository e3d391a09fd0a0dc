import type { ForeignKeyViolation } from '../errors.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import { orphansOf } from './checkableKeys.ts';
import type { Connection, SqlValue } from './connection.ts';
import { SqliteFailure } from './connection.ts';

/** Violations by child table, parent table and child key, with their numbers of rows. */
export type Violations = ReadonlyMap<string, ForeignKeyViolation>;

/**
 * All foreign key violations. They are told apart by the values of the child key and not by rowid,
 * since a rebuild moves rowids. A key that cannot be checked (no unique parent key) counts as one violation.
 */
export function foreignKeyViolations(
  connection: Connection,
  tables: readonly string[] = foreignKeyTables(connection),
): Violations {
  const found = new Map<string, ForeignKeyViolation>();
  for (const table of tables) collect(connection, table, found);
  return found;
}

/**
 * Violations that are in `after` more often than in `before`, added up by child and parent table.
 * A table with another name has the violations that it had under the one before.
 */
export function newViolations(before: Violations, after: Violations): ForeignKeyViolation[] {
  return addedViolations(before, after, violationsOfRenamed(before, after));
}

/** The same where keys name tables alike on both sides. `renamed` tells how many rows another key had before. */
export function addedViolations(
  before: Violations,
  after: Violations,
  renamed: (key: string, rows: number) => number = () => 0,
): ForeignKeyViolation[] {
  const byTables = new Map<string, ForeignKeyViolation>();
  for (const [key, violation] of after) {
    const rows = violation.rows - (before.get(key)?.rows ?? renamed(key, violation.rows));
    if (rows <= 0) continue;
    const tables = JSON.stringify([violation.table, violation.parent, violation.mismatch]);
    byTables.set(tables, { ...violation, rows: rows + (byTables.get(tables)?.rows ?? 0) });
  }
  return [...byTables.values()];
}

/** Takes rows of a violation from those that are gone with a name, where only the name of a table is another one. */
function violationsOfRenamed(
  before: Violations,
  after: Violations,
): (key: string, rows: number) => number {
  const names = new Set([...before.keys()].flatMap((key) => keyParts(key).tables));
  const left = new Map<string, number>();
  for (const [key, { rows }] of before) {
    const { child } = keyParts(key);
    if (!after.has(key)) left.set(child, rows + (left.get(child) ?? 0));
  }
  return (key, rows) => {
    const { tables, child } = keyParts(key);
    if (tables.every((name) => names.has(name))) return 0;
    const taken = Math.min(rows, left.get(child) ?? 0);
    left.set(child, (left.get(child) ?? 0) - taken);
    return taken;
  };
}

/** The tables and the child's values of a key that `collect` made. */
function keyParts(key: string): { readonly tables: readonly string[]; readonly child: string } {
  const [table, parent, child] = JSON.parse(key) as [string, string, unknown];
  return { tables: [table, parent], child: JSON.stringify(child) };
}

/** Names of the tables that have foreign keys. */
export function foreignKeyTables(connection: Connection): string[] {
  return connection
    .all(
      `SELECT s.name FROM sqlite_schema AS s
       WHERE s.type = 'table' AND s.sql LIKE '%references%'
         AND EXISTS (SELECT 1 FROM pragma_foreign_key_list(s.name))`,
    )
    .map((row) => String(row['name']));
}

function collect(
  connection: Connection,
  table: string,
  found: Map<string, ForeignKeyViolation>,
): void {
  const add = (parent: string, child: unknown) => {
    const key = JSON.stringify([table.toLowerCase(), parent.toLowerCase(), child]);
    found.set(key, { table, parent, rows: (found.get(key)?.rows ?? 0) + 1 });
  };
  try {
    const rows = connection.all(
      // As text, since a rowid beyond 2^53 does not fit into a number.
      'SELECT CAST("rowid" AS TEXT) AS id, "parent" AS parent, "fkid" AS fk FROM pragma_foreign_key_check(?)',
      [table],
    );
    if (rows.length === 0) return;
    const columns = childColumns(connection, table);
    const rowid = rowidName(connection, table);
    for (const row of rows)
      add(
        String(row['parent']),
        childKey(connection, table, columns.get(Number(row['fk'])) ?? [], rowid, row['id']),
      );
  } catch (error) {
    // "foreign key mismatch": the parent lacks a unique key. SQLite accepts such tables and checks nothing.
    if (!(error instanceof SqliteFailure) || error.code !== 'ERROR') throw error;
    // Which of several such keys SQLite names may change with their order, so the parent's name is for people only.
    const key = JSON.stringify([table.toLowerCase(), '', 'mismatch']);
    found.set(key, { table, parent: parentWithoutKey(error.message), rows: 1, mismatch: true });
    const rowid = rowidName(connection, table);
    for (const { parent, columns, id } of orphansOf(connection, table, rowid))
      add(parent, childKey(connection, table, columns, rowid, id));
  }
}

/** The parent in `foreign key mismatch - "child" referencing "parent"`. */
function parentWithoutKey(message: string): string {
  const parent = /referencing "(.*)"/s.exec(message)?.[1] ?? 'a table';
  return parent.replaceAll('""', '"');
}

function childColumns(connection: Connection, table: string): Map<number, string[]> {
  const columns = new Map<number, string[]>();
  for (const row of connection.all(
    'SELECT id, "from" AS name FROM pragma_foreign_key_list(?) ORDER BY id, seq',
    [table],
  ))
    columns.set(Number(row['id']), [
      ...(columns.get(Number(row['id'])) ?? []),
      String(row['name']),
    ]);
  return columns;
}

/** The name that means the rowid where a column of the table does not take it. */
function rowidName(connection: Connection, table: string): string | undefined {
  const taken = new Set(
    connection
      .all('SELECT name FROM pragma_table_xinfo(?)', [table])
      .map((row) => String(row['name']).toLowerCase()),
  );
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name));
}

/** The child's key values as text; only their number is known for rows without a rowid. */
function childKey(
  connection: Connection,
  table: string,
  columns: readonly string[],
  rowid: string | undefined,
  id: SqlValue | undefined,
): unknown {
  if (rowid === undefined || id === undefined || id === null || columns.length === 0) return null;
  const values = columns.map((name) => `quote(${quoteIdentifier(name)})`).join(" || ',' || ");
  const row = connection.get(
    `SELECT ${values} AS child FROM ${quoteIdentifier(table)} WHERE ${rowid} = CAST(? AS INTEGER)`,
    [id],
  );
  return row?.['child'] ?? null;
}
