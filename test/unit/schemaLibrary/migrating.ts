import assert from 'node:assert/strict';
import type { MemoryAdapter } from '../../../src/schema/adapters.ts';
import { SchemaBuilder, SchemaMigrationError, SchemaMigrator } from '../../../src/schema/index.ts';
import type {
  DeclarativeSchema,
  MigrateOptions,
  MigrationAdapter,
  SchemaFailureCode,
  TableBuilder,
} from '../../../src/schema/index.ts';

/** A schema of one table, which is called `t`. */
export function one(describe: (t: TableBuilder) => void): DeclarativeSchema {
  return new SchemaBuilder().table('t', describe).build();
}

/** The values of each row. */
export async function rowsOf(adapter: MigrationAdapter, sql: string): Promise<unknown[]> {
  const found = await adapter.prepare(sql).all();
  return found.map((row) => Object.values(row));
}

/** Everything that a database holds, to see that nothing changed. */
export async function content(adapter: MemoryAdapter): Promise<string> {
  return Buffer.from(await adapter.exportDatabase()).toString('base64');
}

/** Whether an error is this failure and its message has this text. */
export function failsWith(code: SchemaFailureCode, text = ''): (error: unknown) => boolean {
  return (error) =>
    error instanceof SchemaMigrationError && error.code === code && error.message.includes(text);
}

/** Migrates a database to a schema. */
export type Migrating = (schema: DeclarativeSchema, options?: MigrateOptions) => Promise<void>;
/** Holds that a migration fails and changes nothing. */
export type Refusing = (
  schema: DeclarativeSchema,
  code: SchemaFailureCode,
  text?: string,
  options?: MigrateOptions,
) => Promise<void>;

/** What both of these do to the database at hand. */
export function migrating(adapter: () => MemoryAdapter): {
  readonly migrate: Migrating;
  readonly refuses: Refusing;
} {
  const migrate: Migrating = (schema, options) =>
    new SchemaMigrator(adapter()).migrate(schema, options);
  return {
    migrate,
    refuses: async (schema, code, text = '', options) => {
      const before = await content(adapter());
      await assert.rejects(migrate(schema, options), failsWith(code, text));
      assert.equal(await content(adapter()), before);
    },
  };
}
