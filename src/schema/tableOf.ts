import { sameName } from '../core/sql/identifier.ts';
import type {
  Column,
  ForeignKey,
  Index,
  KeyPart,
  Schema,
  Table,
  UniqueConstraint,
} from '../core/schema/model.ts';
import type { DbColumn, DbForeignKey, DbKey, DbTable } from './declarative.ts';
import { isSystemTable } from './systemTables.ts';
import { valueOf } from './sqlValue.ts';

// The tables of a database as plain data. That is less than a table is: checks, collations, generated columns, indexes on
// expressions and triggers are in the model only. So the model stays known, for whoever compares these tables later.
const origins = new WeakMap<DbTable, Schema>();

/** The tables of a schema as plain data, sorted by name. */
export function tablesOf(schema: Schema): DbTable[] {
  const tables = schema.tables.map((table) => tableOf(table, schema.indexes));
  for (const table of tables) origins.set(table, schema);
  return tables.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The schema that all of these tables were read from at once, or undefined. */
export function originOf(tables: readonly DbTable[]): Schema | undefined {
  const [first, ...rest] = tables.map((table) => origins.get(table));
  return rest.every((origin) => origin === first) ? first : undefined;
}

/** A table with its keys. */
export function tableOf(table: Table, indexes: readonly Index[]): DbTable {
  return {
    name: table.name,
    columns: table.columns.map((column) => columnOf(column, table.columns)),
    keys: keysOf(table, indexes),
    foreignKeys: table.foreignKeys.map(foreignKeyOf),
    isSystem: isSystemTable(table.name),
  };
}

/** A column; `columns` are all of its table. */
export function columnOf(column: Column, columns: readonly Column[]): DbColumn {
  const { name, type, notNull } = column;
  const value = column.default === null ? null : valueOf(column.default.text);
  const isClocked = columns.some(({ clockOf }) => clockOf !== null && sameName(clockOf, name));
  return {
    name,
    type,
    notNull: notNull !== null,
    ...(value === null ? {} : { defaultValue: value }),
    ...(isClocked ? { lww: true } : {}),
  };
}

/** An index as a key, or null for one that a key cannot describe: partial, descending, of expressions or collations. */
export function keyOf({ name, unique, parts, where }: Index): DbKey | null {
  const columns = where === null ? columnsOf(parts) : null;
  return columns === null ? null : { columns, type: unique ? 'UNIQUE' : 'INDEX', name };
}

/** The columns of a key in order, or null where there is more to it than columns. */
export function columnsOf(parts: readonly KeyPart[]): readonly string[] | null {
  const columns = parts.map(({ column, collation, descending }) =>
    collation === null && !descending ? column : null,
  );
  return columns.every((column) => column !== null) ? columns : null;
}

/** A foreign key. */
export function foreignKeyOf(key: ForeignKey): DbForeignKey {
  const { columns, parent, parentColumns, onDelete, onUpdate, deferred } = key;
  return {
    columns,
    table: parent,
    parentColumns,
    ...(onDelete === 'NO ACTION' ? {} : { onDelete }),
    ...(onUpdate === 'NO ACTION' ? {} : { onUpdate }),
    ...(deferred ? { deferred } : {}),
  };
}

function keysOf({ name, primaryKey, uniques }: Table, indexes: readonly Index[]): DbKey[] {
  return [
    ...(primaryKey ? [constraintKey('PRIMARY', primaryKey)] : []),
    ...uniques.map((unique) => constraintKey('UNIQUE', unique)),
    ...indexes
      .filter(({ table }) => sameName(table, name))
      .map(keyOf)
      .filter((key) => key !== null),
  ];
}

/** A primary key or a unique constraint as a key. */
export function constraintKey(
  type: DbKey['type'],
  { parts, name }: Pick<UniqueConstraint, 'parts' | 'name'>,
): DbKey {
  const columns = parts.map(({ column }) => column).filter((column) => column !== null);
  return name === null ? { columns, type } : { columns, type, name };
}
