import type { Violations } from '../core/database/foreignKeys.ts';
import type { Renames } from '../core/schema/change.ts';
import { named } from '../core/schema/diff/names.ts';
import type { ForeignKey, Schema } from '../core/schema/model.ts';
import { childrenIn, parentExists } from '../core/schema/plan/foreignKeyHazard.ts';
import { isMismatch } from '../core/schema/plan/parentKey.ts';
import { foldName, quoteIdentifier, sameName } from '../core/sql/identifier.ts';
import { allRows } from './adapter.ts';
import type { MigrationAdapter } from './adapter.ts';

/** Names as they will be, so that violations from before and after a renaming can be compared. */
export type NameAfter = (name: string) => string;

/** How tables will be called. */
export function namesAfter({ tables }: Renames): NameAfter {
  return (name) => tables.find(({ from }) => sameName(from, name))?.to ?? name;
}

/**
 * All rows whose parent is missing, counted by child table, parent table and child key: rowids may move. A key that
 * SQLite cannot check, since its parent has no matching key, counts as one violation. `PRAGMA foreign_key_check` checks
 * none of a table that has such a key.
 */
export async function foreignKeyViolations(
  adapter: MigrationAdapter,
  schema: Schema,
  nameAfter: NameAfter = (name) => name,
): Promise<Violations> {
  const found = new Map<string, { table: string; parent: string; rows: number }>();
  for (const { name, foreignKeys } of schema.tables)
    for (const key of foreignKeys) {
      const query = orphansQuery(schema, name, key);
      const orphans =
        query === null ? [{ child: 'mismatch', n: 1 }] : await allRows(adapter, query);
      const table = nameAfter(name);
      const parent = nameAfter(key.parent) + (query === null ? ' (no unique key)' : '');
      for (const { child, n } of orphans) {
        const id = JSON.stringify([foldName(table), foldName(parent), child]);
        found.set(id, { table, parent, rows: Number(n) + (found.get(id)?.rows ?? 0) });
      }
    }
  return found;
}

/** How often each child key stands without a parent, or null for a key that cannot be checked. */
function orphansQuery(schema: Schema, child: string, key: ForeignKey): string | null {
  if (isMismatch(schema, key)) return null;
  const parent = named(schema.tables, key.parent);
  const orphans = [childrenIn(`${quoteIdentifier(child)} AS c`, key)];
  if (parent)
    orphans.push(`NOT ${parentExists(key, parent, `${quoteIdentifier(parent.name)} AS p`)}`);
  const values = key.columns.map((column) => `quote(${quoteIdentifier(column)})`);
  return `SELECT ${values.join(` || ',' || `)} AS child, count(*) AS n FROM (${orphans.join(' AND ')}) GROUP BY 1`;
}
