import type { DbView, DeclarativeSchema } from './declarative.ts';
import { renderSchema } from './renderSchema.ts';
import { SYSTEM_TABLES, isSystemTable } from './systemTables.ts';
import { TableBuilder } from './tableBuilder.ts';

export interface SchemaBuilderOptions {
  /** Adds the columns and tables that declarative-sqlite keeps for itself, exactly as it writes them. */
  readonly systemColumns?: boolean;
  /** Lets the database check lengths and values of all columns, as `.enforce()` does for one. */
  readonly checks?: boolean;
}

/** Describes a schema in code: `new SchemaBuilder().table('user', (t) => { t.text('name'); }).build()`. */
export class SchemaBuilder {
  readonly #options: SchemaBuilderOptions;
  readonly #tables: TableBuilder[] = [];
  readonly #views: DbView[] = [];

  constructor(options: SchemaBuilderOptions = {}) {
    this.#options = options;
  }

  /** Adds a table, which the function describes. */
  table(name: string, describe: (table: TableBuilder) => void): this {
    const table = new TableBuilder(name);
    describe(table);
    this.#tables.push(table);
    return this;
  }

  /** Adds a view: the query behind AS, or the whole CREATE VIEW statement. */
  view(name: string, sql: string): this {
    this.#views.push({ name, sql });
    return this;
  }

  /** The schema as plain data. Throws `SchemaMigrationError` with code `bad-schema` where it contradicts itself. */
  build(): DeclarativeSchema {
    const { systemColumns = false, checks = false } = this.#options;
    const tables = this.#tables.map((table) => table.build({ systemColumns, checks }));
    // Like declarative-sqlite, which has tables of such names to itself.
    const own = systemColumns ? tables.filter(({ name }) => !isSystemTable(name)) : tables;
    const schema = {
      tables: [...own, ...(systemColumns ? SYSTEM_TABLES : [])],
      views: this.#views,
    };
    return { ...schema, version: hashOf(renderSchema(schema).join(';\n')) };
  }
}

/** Tells schemas apart; no protection against anybody. */
function hashOf(text: string): string {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return (hash >>> 0).toString(36);
}
