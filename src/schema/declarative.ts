import type { ForeignKeyAction } from '../core/schema/model.ts';

/** Types that the builder writes. A column read from a database has the type that its table names, whatever that is. */
export type ColumnType = 'TEXT' | 'INTEGER' | 'REAL' | 'BLOB' | 'GUID' | 'DATE' | 'FILESET';

export type KeyType = 'PRIMARY' | 'UNIQUE' | 'INDEX';

/** A default that is worked out for each row, such as `{ sql: 'CURRENT_TIMESTAMP' }`. */
export interface SqlExpression {
  readonly sql: string;
}

/** What a column is given where a row names no value: a date as ISO 8601 text, a boolean as 1 or 0. */
export type DefaultValue = string | number | bigint | boolean | Date | Uint8Array | SqlExpression;

/** One of the values that a column may have, with its text for people. */
export interface ValidValue {
  readonly value: string | number;
  readonly label: string;
}

/** A column as plain data. */
export interface DbColumn {
  readonly name: string;
  /** A `ColumnType`, or whatever the live table names; empty for none. */
  readonly type: string;
  readonly notNull?: boolean | undefined;
  readonly defaultValue?: DefaultValue | null | undefined;
  /** Called by the application for each new row; the database knows nothing of it. */
  readonly defaultFn?: (() => unknown) | undefined;
  /** Whether the last write wins: a column `<name>__hlc` with the time of that write belongs to it. */
  readonly lww?: boolean | undefined;
  /** In characters. The database checks it only where `enforce` is set. */
  readonly maxLength?: number | undefined;
  /** In files. Not checked by the database. */
  readonly maxFileCount?: number | undefined;
  /** In bytes. Not checked by the database. */
  readonly maxFileSize?: number | undefined;
  /** The database checks them only where `enforce` is set. */
  readonly validValues?: readonly ValidValue[] | undefined;
  /** Whether `maxLength` and `validValues` become CHECK constraints. */
  readonly enforce?: boolean | undefined;
  /** The name that the column had before. */
  readonly renamedFrom?: string | undefined;
}

/** A primary key, a unique constraint or an index. */
export interface DbKey {
  readonly columns: readonly string[];
  readonly type: KeyType;
  readonly name?: string | undefined;
}

/** A reference to the rows of another table. */
export interface DbForeignKey {
  readonly columns: readonly string[];
  readonly table: string;
  /** Empty for the primary key of that table. */
  readonly parentColumns: readonly string[];
  readonly onDelete?: ForeignKeyAction | undefined;
  readonly onUpdate?: ForeignKeyAction | undefined;
  /** Whether it is checked at the end of the transaction. */
  readonly deferred?: boolean | undefined;
}

/** A table as plain data. */
export interface DbTable {
  readonly name: string;
  readonly columns: readonly DbColumn[];
  readonly keys: readonly DbKey[];
  /** Undefined says nothing about foreign keys: those of the live table stay. */
  readonly foreignKeys?: readonly DbForeignKey[] | undefined;
  /** Whether the name starts with `__`. */
  readonly isSystem?: boolean | undefined;
  /** The name that the table had before. */
  readonly renamedFrom?: string | undefined;
}

/** A view as plain data. */
export interface DbView {
  readonly name: string;
  /** The query behind AS, or the whole CREATE VIEW statement. */
  readonly sql: string;
}

/** A whole schema as plain data: what `SchemaBuilder.build` gives and `SchemaMigrator` takes. */
export interface DeclarativeSchema {
  readonly tables: readonly DbTable[];
  readonly views?: readonly DbView[] | undefined;
  /** A short hash of the structure: equal schemas have equal versions. */
  readonly version?: string | undefined;
}
