import type { Connection } from '../database/connection.ts';
import { MigrateError } from '../errors.ts';
import { SCHEMA_QUERIES, schemaOf } from '../schema/inspect.ts';
import type { SchemaRows } from '../schema/inspect.ts';
import type { Schema } from '../schema/model.ts';

/** A schema without objects. */
export const EMPTY_SCHEMA: Schema = {
  tables: [],
  virtualTables: [],
  indexes: [],
  views: [],
  triggers: [],
};

/** The schema at one moment. It is read when somebody asks. */
export interface Snapshot {
  readonly schema: Schema;
}

/** Takes the schema of one connection again and again, and looks only where it may have changed. */
export class Snapshots {
  readonly #connection: Connection;
  #version: unknown;
  #last: Snapshot | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  take(): Snapshot {
    const version = this.#connection.get('PRAGMA schema_version')?.['schema_version'];
    if (this.#last !== undefined && version === this.#version) return this.#last;
    this.#version = version;
    this.#last = lazily({
      objects: this.#connection.all(SCHEMA_QUERIES.objects),
      tables: this.#connection.all(SCHEMA_QUERIES.tables),
    });
    return this.#last;
  }
}

/** Most statements of a long script are never asked about, and reading a schema costs more than fetching its rows. */
function lazily(rows: SchemaRows): Snapshot {
  let read: Schema | undefined;
  return {
    get schema() {
      return (read ??= readable(rows));
    },
  };
}

/** A schema with a text that cannot be read is as one that is not known. */
function readable(rows: SchemaRows): Schema {
  try {
    return schemaOf(rows);
  } catch (error) {
    if (error instanceof MigrateError) return EMPTY_SCHEMA;
    throw error;
  }
}
