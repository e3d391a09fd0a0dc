import { BUSY_TIMEOUT, reading } from '../database/open.ts';
import { sameName } from '../sql/identifier.ts';
import { inspect } from './inspect.ts';
import type { Schema, Table } from './model.ts';

/** An object with the statement that made it, as SQLite stores it. */
export interface Definition {
  readonly name: string;
  readonly sql: string;
}

export interface ContentColumn {
  readonly name: string;
  /** Empty for none. */
  readonly type: string;
  readonly notNull: boolean;
  /** Whether it is the primary key or a part of it. */
  readonly primaryKey: boolean;
  /** As written; null for none. */
  readonly default: string | null;
  readonly generated: boolean;
}

export interface ContentTable extends Definition {
  readonly columns: readonly ContentColumn[];
  readonly indexes: readonly Definition[];
  readonly triggers: readonly Definition[];
}

/** What a schema holds, arranged for looking at, in the order in which the objects were made. */
export interface SchemaContent {
  readonly tables: readonly ContentTable[];
  readonly virtualTables: readonly Definition[];
  readonly views: readonly (Definition & { readonly triggers: readonly Definition[] })[];
}

/** The objects of a database. Reads only. Throws `database-missing`, `not-a-database`, `busy` or `unreadable-schema`. */
export function readContent(database: string, timeout = BUSY_TIMEOUT): SchemaContent {
  const schema = reading(database, inspect, timeout);
  const triggersOf = ({ name }: Definition): Definition[] =>
    schema.triggers.filter(({ table }) => sameName(table, name)).map(definition);
  return {
    tables: schema.tables.map((table) => contentTable(table, schema)),
    virtualTables: schema.virtualTables.map(definition),
    views: schema.views.map((view) => ({ ...definition(view), triggers: triggersOf(view) })),
  };
}

function contentTable(table: Table, { indexes, triggers }: Schema): ContentTable {
  const own = (objects: readonly (Definition & { readonly table: string })[]): Definition[] =>
    objects.filter((object) => sameName(object.table, table.name)).map(definition);
  const key = table.primaryKey?.parts ?? [];
  return {
    ...definition(table),
    columns: table.columns.map((column) => ({
      name: column.name,
      type: column.type,
      notNull: column.notNull !== null,
      primaryKey: key.some((part) => part.column !== null && sameName(part.column, column.name)),
      default: column.default?.text ?? null,
      generated: column.generated !== null,
    })),
    indexes: own(indexes),
    triggers: own(triggers),
  };
}

function definition({ name, sql }: Definition): Definition {
  return { name, sql };
}
