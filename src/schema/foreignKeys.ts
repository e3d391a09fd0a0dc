import type { Violations } from '../core/database/foreignKeys.ts';
import type { Schema, Table } from '../core/schema/model.ts';
import type { Renames } from '../core/schema/change.ts';
import { freeRowid } from '../core/schema/plan/rowsAfter.ts';
import { foldName, quoteIdentifier, sameName } from '../core/sql/identifier.ts';
import { allRows } from './adapter.ts';
import type { MigrationAdapter } from './adapter.ts';
import { sqlLiteral } from './sqlValue.ts';

/** Names as they will be, so that violations from before and after a renaming can be compared. */
export type NameAfter = (name: string) => string;

/** How tables will be called. */
export function namesAfter({ tables }: Renames): NameAfter {
  return (name) => tables.find(({ from }) => sameName(from, name))?.to ?? name;
}

/**
 * All rows whose parent is missing, counted by child table, parent table and child key: rowids may move. A table whose
 * keys SQLite cannot check, since a parent has no matching key, counts as one violation.
 */
export async function foreignKeyViolations(
  adapter: MigrationAdapter,
  schema: Schema,
  nameAfter: NameAfter = (name) => name,
): Promise<Violations> {
  const found = new Map<string, { table: string; parent: string; rows: number }>();
  for (const table of schema.tables)
    if (table.foreignKeys.length > 0)
      for (const { parent: stored, child, rows } of await violationsOf(adapter, table)) {
        const [name, parent] = [nameAfter(table.name), nameAfter(stored)];
        found.set(JSON.stringify([foldName(name), foldName(parent), child]), {
          table: name,
          parent,
          rows,
        });
      }
  return found;
}

interface Violation {
  readonly parent: string;
  readonly child: string;
  readonly rows: number;
}

async function violationsOf(
  adapter: MigrationAdapter,
  table: Table,
): Promise<readonly Violation[]> {
  const name = sqlLiteral(table.name);
  try {
    const keys = await allRows(
      adapter,
      `SELECT DISTINCT c.fkid AS id, k."from" AS "column", k.seq AS seq FROM pragma_foreign_key_check(${name}) AS c
       JOIN pragma_foreign_key_list(${name}) AS k ON k.id = c.fkid ORDER BY c.fkid, k.seq`,
    );
    const columns = Map.groupBy(keys, ({ id }) => Number(id));
    const found: Violation[] = [];
    for (const [id, parts] of columns) {
      const query = violationQuery(
        table,
        id,
        parts.map(({ column }) => String(column)),
      );
      for (const row of await allRows(adapter, query))
        found.push({
          parent: String(row['parent']),
          child: String(row['child']),
          rows: Number(row['n']),
        });
    }
    return found;
  } catch (error) {
    // Drivers share nothing but SQLite's own text.
    if (!(error instanceof Error) || !error.message.includes('foreign key mismatch')) throw error;
    return [{ parent: 'a table without a matching key', child: 'mismatch', rows: 1 }];
  }
}

/** How often each child key stands without a parent. Rows without a rowid are known by their number only. */
function violationQuery(table: Table, id: number, columns: readonly string[]): string {
  const check = `pragma_foreign_key_check(${sqlLiteral(table.name)}) AS c`;
  const rowid = freeRowid(table);
  if (rowid === undefined)
    return `SELECT c."parent" AS parent, '' AS child, count(*) AS n FROM ${check} WHERE c.fkid = ${id} GROUP BY 1`;
  const child = columns.map((column) => `quote(t.${quoteIdentifier(column)})`).join(` || ',' || `);
  return `SELECT c."parent" AS parent, ${child} AS child, count(*) AS n FROM ${check}
    JOIN ${quoteIdentifier(table.name)} AS t ON t.${rowid} = c."rowid" WHERE c.fkid = ${id} GROUP BY 1, 2`;
}
