import { sameName } from '../../sql/identifier.ts';
import { named } from '../diff/names.ts';
import type { ForeignKey, KeyPart, Schema, Table } from '../model.ts';

/** The columns that a foreign key refers to: the parent's primary key where it names none. */
export function referredColumns({ parentColumns }: ForeignKey, parent: Table): readonly string[] {
  if (parentColumns.length > 0) return parentColumns;
  return parent.primaryKey?.parts.map(({ column }) => column ?? '') ?? [];
}

/**
 * Whether SQLite takes a foreign key for a mismatch: it needs the parent's primary key, or a unique index of the columns
 * that it names, with the collations that these have. https://sqlite.org/foreignkeys.html#fk_indexes
 */
export function isMismatch(schema: Schema, key: ForeignKey): boolean {
  const { tables, views, virtualTables, indexes } = schema;
  const parent = named(tables, key.parent);
  if (!parent) return named([...views, ...virtualTables], key.parent) !== undefined;
  const { name, columns, primaryKey, uniques } = parent;
  const wanted = referredColumns(key, parent);
  const isWanted = ({ column, collation }: KeyPart): boolean => {
    const own = named(columns, column ?? '')?.collation ?? 'BINARY';
    return wanted.some((each) => sameName(each, column ?? '')) && sameName(collation ?? own, own);
  };
  const keys = [
    primaryKey,
    ...uniques,
    ...indexes.filter((each) => each.unique && !each.where && sameName(each.table, name)),
  ];
  return (
    wanted.length !== key.columns.length ||
    (key.parentColumns.length > 0 &&
      !keys.some((each) => each?.parts.length === wanted.length && each.parts.every(isWanted)))
  );
}
