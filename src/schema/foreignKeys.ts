import type { Violations } from '../core/database/foreignKeys.ts';
import type { Renames } from '../core/schema/change.ts';
import { named } from '../core/schema/diff/names.ts';
import type { ForeignKey, KeyPart, Schema, Table } from '../core/schema/model.ts';
import { childrenIn, parentExists, referredColumns } from '../core/schema/plan/foreignKeyHazard.ts';
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
      const parent = query === null ? 'a table without a matching key' : nameAfter(key.parent);
      for (const { child, n } of orphans) {
        const id = JSON.stringify([foldName(table), foldName(parent), child]);
        found.set(id, { table, parent, rows: Number(n) + (found.get(id)?.rows ?? 0) });
      }
    }
  return found;
}

/** How often each child key stands without a parent, or null for a key that cannot be checked. */
function orphansQuery(schema: Schema, child: string, key: ForeignKey): string | null {
  const { tables, views, virtualTables } = schema;
  const parent = named(tables, key.parent);
  const orphans = [childrenIn(`${quoteIdentifier(child)} AS c`, key)];
  if (parent && hasKey(schema, parent, key))
    orphans.push(`NOT ${parentExists(key, parent, `${quoteIdentifier(parent.name)} AS p`)}`);
  else if (parent || named([...views, ...virtualTables], key.parent)) return null;
  const values = key.columns.map((column) => `quote(${quoteIdentifier(column)})`);
  return `SELECT ${values.join(` || ',' || `)} AS child, count(*) AS n FROM (${orphans.join(' AND ')}) GROUP BY 1`;
}

/**
 * Whether a parent has the key that SQLite needs for a foreign key: its primary key, or a unique index of the columns
 * that are named, with the collations that these have. https://sqlite.org/foreignkeys.html#fk_indexes
 */
function hasKey({ indexes }: Schema, parent: Table, key: ForeignKey): boolean {
  const { name, columns, primaryKey, uniques } = parent;
  const wanted = referredColumns(key, parent);
  if (wanted.length !== key.columns.length) return false;
  const isWanted = ({ column, collation }: KeyPart): boolean =>
    wanted.some((each) => sameName(each, column ?? '')) &&
    sameName(collation ?? own(column), own(column));
  const own = (column: string | null): string =>
    named(columns, column ?? '')?.collation ?? 'BINARY';
  return (
    key.parentColumns.length === 0 ||
    [
      ...(primaryKey ? [primaryKey] : []),
      ...uniques,
      ...indexes.filter(
        ({ unique, where, table }) => unique && where === null && sameName(table, name),
      ),
    ].some(({ parts }) => parts.length === wanted.length && parts.every(isWanted))
  );
}
