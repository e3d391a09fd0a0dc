import { foldName, quoteIdentifier, sameName } from '../../sql/identifier.ts';
import type { ForeignKey, Table } from '../model.ts';
import type { Hazard } from '../step.ts';
import { rowsAfter } from './rowsAfter.ts';
import { named } from './scope.ts';
import type { Scope, TableScope } from './scope.ts';

/** Rows of a child that a new foreign key finds no parent for. */
export function foreignKeyHazard(scope: Scope, table: TableScope, key: ForeignKey): Hazard {
  const { name } = table.after;
  return {
    kind: 'add-foreign-key',
    destructive: false,
    message: `Rows of ${name} must refer to rows of ${key.parent} that exist.`,
    objects: [name],
    query: orphansQuery(scope, table, key),
  };
}

/** Rows that lose the parent that they have, for each foreign key that stays and refers to a table that goes. */
export function orphanHazards(scope: Scope, gone: Table): Hazard[] {
  return scope.tables.flatMap((table) =>
    table.after.foreignKeys
      .filter(({ parent }) => sameName(parent, gone.name))
      .map((key): Hazard => ({
        kind: 'add-foreign-key',
        destructive: false,
        message: `Rows of ${table.after.name} refer to ${gone.name}, which is dropped.`,
        objects: [table.after.name],
        query: childrenQuery(table, key, gone),
      })),
  );
}

/** Rows without a parent so far are none that the plan orphans. */
function childrenQuery(table: TableScope, key: ForeignKey, gone: Table): string {
  const columns = key.columns.map((column) => `c.${quoteIdentifier(column)}`);
  const children = rowsAfter(table, new Set(key.columns.map(foldName)), 'c');
  const ownKey = gone.primaryKey?.parts.map((part) => part.column ?? '') ?? [];
  const parentColumns = key.parentColumns.length > 0 ? key.parentColumns : ownKey;
  const matches = parentColumns.map(
    (column, index) => `p.${quoteIdentifier(column)} = ${columns[index] ?? 'NULL'}`,
  );
  const known = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const rows = `SELECT * FROM ${children} WHERE ${known}`;
  if (parentColumns.length !== columns.length) return rows;
  return `${rows} AND EXISTS (SELECT 1 FROM ${quoteIdentifier(gone.name)} AS p WHERE ${matches.join(' AND ')})`;
}

/** A key that SQLite takes for a mismatch finds nobody's parent, so there is no query. */
function orphansQuery(scope: Scope, table: TableScope, key: ForeignKey): string | null {
  const { to, tables } = scope;
  if (named([...to.views, ...to.virtualTables], key.parent)) return null;
  const columns = key.columns.map((column) => `c.${quoteIdentifier(column)}`);
  const children = rowsAfter(table, new Set(key.columns.map(foldName)), 'c');
  const known = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const parent = named(to.tables, key.parent);
  const parentScope = tables.find(({ after }) => sameName(after.name, key.parent));
  const filled = `SELECT * FROM ${children} WHERE ${known}`;
  // A parent that is new is empty, and so is one that is missing.
  if (!parent || !parentScope) return filled;
  const keyColumns = parent.primaryKey?.parts.map((part) => part.column ?? '') ?? [];
  const parentColumns = key.parentColumns.length > 0 ? key.parentColumns : keyColumns;
  if (parentColumns.length !== columns.length) return null;
  const parents = rowsAfter(parentScope, new Set(parentColumns.map(foldName)), 'p');
  const matches = parentColumns.map(
    (column, index) => `p.${quoteIdentifier(column)} = ${columns[index] ?? ''}`,
  );
  return `${filled} AND NOT EXISTS (SELECT 1 FROM ${parents} WHERE ${matches.join(' AND ')})`;
}
