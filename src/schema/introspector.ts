import { named } from '../core/schema/diff/names.ts';
import { SCHEMA_QUERIES, schemaOf } from '../core/schema/inspect.ts';
import type { Schema } from '../core/schema/model.ts';
import { supports } from '../core/schema/plan/target.ts';
import { allRows, firstValue } from './adapter.ts';
import type { MigrationAdapter } from './adapter.ts';
import type { DbTable } from './declarative.ts';
import { tablesOf } from './tableOf.ts';

/** Reads the schema of a database. SQLite's own tables, `_meta` and `_migrations` are not part of it. */
export class SchemaIntrospector {
  readonly #adapter: MigrationAdapter;

  constructor(adapter: MigrationAdapter) {
    this.#adapter = adapter;
  }

  /** All tables as plain data, sorted by name. Keys are those that a declared key can be. */
  async getTables(): Promise<DbTable[]> {
    return tablesOf(await this.inspect());
  }

  /** One table as plain data, or null. */
  async getTableInfo(name: string): Promise<DbTable | null> {
    const tables = await this.getTables();
    return named(tables, name) ?? null;
  }

  /**
   * Everything: also views, triggers, virtual tables, checks and collations.
   * Throws `MigrateError` with code `unreadable-schema` for a text that SQLite reads otherwise.
   */
  async inspect(): Promise<Schema> {
    const objects = await allRows(this.#adapter, SCHEMA_QUERIES.objects);
    const columns = await allRows(this.#adapter, SCHEMA_QUERIES.columns);
    // The list of tables came with SQLite 3.37. Without it, shadow tables are told by their names.
    if (!supports(await this.sqliteVersion(), '3.37')) return schemaOf({ objects, columns });
    const tables = await allRows(this.#adapter, SCHEMA_QUERIES.tables);
    return schemaOf({ objects, tables, columns });
  }

  /** The version of the SQLite behind the adapter, such as "3.45.1". */
  async sqliteVersion(): Promise<string> {
    return String(await firstValue(this.#adapter, 'SELECT sqlite_version()'));
  }
}
