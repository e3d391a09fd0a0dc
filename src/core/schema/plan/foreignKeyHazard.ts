import { foldName, quoteIdentifier, sameName } from '../../sql/identifier.ts';
import { named } from '../diff/names.ts';
import type { ForeignKey, Table } from '../model.ts';
import { hazard } from '../step.ts';
import type { Hazard } from '../step.ts';
import { referredColumns } from './parentKey.ts';
import { rowsAfter } from './rowsAfter.ts';
import type { Scope, TableScope } from './scope.ts';

/** Rows of a child that a new foreign key finds no parent for. */
export function foreignKeyHazard(scope: Scope, table: TableScope, key: ForeignKey): Hazard {
  const { name } = table.after;
  const message = `Rows of ${name} must refer to rows of ${key.parent} that exist.`;
  return hazard('add-foreign-key', name, message, orphansQuery(scope, table, key));
}

/** Rows that lose the parent that they have, for each foreign key that stays and refers to a table that goes. */
export function orphanHazards(scope: Scope, gone: Table): Hazard[] {
  return scope.tables.flatMap((table) => {
    const { name, foreignKeys } = table.after;
    const message = `Rows of ${name} refer to ${gone.name}, which is dropped.`;
    return foreignKeys
      .filter(({ parent }) => sameName(parent, gone.name))
      .map((key) => hazard('add-foreign-key', name, message, childrenQuery(table, key, gone)));
  });
}

/** Rows without a parent so far are none that the plan orphans. */
function childrenQuery(table: TableScope, key: ForeignKey, gone: Table): string {
  const children = childrenOf(table, key);
  if (referredColumns(key, gone).length !== key.columns.length) return children;
  return `${children} AND ${parentExists(key, gone, `${quoteIdentifier(gone.name)} AS p`)}`;
}

/** A key that SQLite takes for a mismatch finds nobody's parent, so there is no query. */
function orphansQuery(scope: Scope, table: TableScope, key: ForeignKey): string | null {
  const { to, tables } = scope;
  if (named([...to.views, ...to.virtualTables], key.parent)) return null;
  const children = childrenOf(table, key);
  const parent = tables.find(({ after }) => sameName(after.name, key.parent));
  // A parent that is new is empty, and so is one that is missing.
  if (!parent) return children;
  const parentColumns = referredColumns(key, parent.after);
  if (parentColumns.length !== key.columns.length) return null;
  const parents = rowsAfter(parent, new Set(parentColumns.map(foldName)), 'p');
  return `${children} AND NOT ${parentExists(key, parent.after, parents)}`;
}

/** The rows of a child that refer to something. */
function childrenOf(table: TableScope, key: ForeignKey): string {
  return childrenIn(rowsAfter(table, new Set(key.columns.map(foldName)), 'c'), key);
}

/** Those of the rows `c` of a child that refer to something. */
export function childrenIn(children: string, { columns }: ForeignKey): string {
  const known = columns.map((column) => `c.${quoteIdentifier(column)} IS NOT NULL`);
  return `SELECT * FROM ${children} WHERE ${known.join(' AND ')}`;
}

/**
 * Whether the rows of a parent hold that of `c`, as a condition. They are compared with the affinity and the collation of
 * the parent's column, as SQLite does it: + takes those of the child's. https://sqlite.org/foreignkeys.html#fk_indexes
 */
export function parentExists(key: ForeignKey, parent: Table, parents: string): string {
  // The columns of a query have no affinity.
  const child = parents.startsWith('(') ? 'c' : '+c';
  const matches = referredColumns(key, parent).map(
    (column, index) =>
      `p.${quoteIdentifier(column)} = ${child}.${quoteIdentifier(key.columns[index] ?? '')}`,
  );
  return `EXISTS (SELECT 1 FROM ${parents} WHERE ${matches.join(' AND ')})`;
}
