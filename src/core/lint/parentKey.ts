import type { ForeignKey, Schema } from '../schema/model.ts';
import { foldName, sameName } from '../sql/identifier.ts';
import { tableNamed, uniqueKeys } from './objects.ts';

/** Whether the columns that a foreign key refers to are a key of its parent. True for a parent that is not there. */
export function hasParentKey(schema: Schema, key: ForeignKey): boolean {
  const parent = tableNamed(schema, key.parent);
  if (parent === undefined) return true;
  if (key.parentColumns.length === 0) return parent.primaryKey?.parts.length === key.columns.length;
  const wanted = new Set(key.parentColumns.map(foldName));
  const isRowid =
    wanted.size === 1 && sameName(parent.primaryKey?.rowidAlias ?? '', key.parentColumns[0] ?? '');
  return (
    isRowid ||
    uniqueKeys(parent, schema.indexes).some(
      (columns) =>
        columns.length === wanted.size && columns.every((column) => wanted.has(foldName(column))),
    )
  );
}
