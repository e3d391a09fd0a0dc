import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemoryAdapter } from '../../../src/schema/adapters.ts';
import { SchemaBuilder, SchemaMigrationError, SchemaMigrator } from '../../../src/schema/index.ts';
import type { DeclarativeSchema } from '../../../src/schema/index.ts';

interface ColumnModel {
  readonly type: 'text' | 'integer' | 'real' | 'guid';
  readonly notNull: boolean;
  readonly lww: boolean;
}

interface TableModel {
  readonly columns: Readonly<Record<string, ColumnModel>>;
  readonly primary: boolean;
  readonly unique: readonly string[];
  readonly index: readonly string[];
}

type Model = Readonly<Record<string, TableModel>>;

const column = fc.record({
  type: fc.constantFrom('text', 'integer', 'real', 'guid'),
  notNull: fc.boolean(),
  lww: fc.boolean(),
});
const names = fc.subarray(['a', 'b', 'c', 'desc']);
const table = fc.record({
  columns: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'desc'), column, {
    minKeys: 1,
    noNullPrototype: true,
  }),
  primary: fc.boolean(),
  unique: names,
  index: names,
});
const model: fc.Arbitrary<Model> = fc.dictionary(fc.constantFrom('t', 'u'), table, {
  noNullPrototype: true,
});

function build(tables: Model, systemColumns: boolean): DeclarativeSchema {
  const builder = new SchemaBuilder({ systemColumns });
  for (const [name, { columns, primary, unique, index }] of Object.entries(tables))
    builder.table(name, (t) => {
      t.integer('id');
      for (const [each, { type, notNull, lww }] of Object.entries(columns)) {
        const made = t[type](each);
        if (notNull) made.notNull({ sql: type === 'text' || type === 'guid' ? `''` : '0' });
        if (lww) made.lww();
      }
      const known = (list: readonly string[]): string[] => list.filter((each) => each in columns);
      if (primary) t.key('id').primary();
      if (known(unique).length > 0) t.key(...known(unique)).unique();
      if (known(index).length > 0) t.key(...known(index)).index();
    });
  return builder.build();
}

/** The values of the column `id` of every table. */
async function ids(adapter: MemoryAdapter, tables: readonly string[]): Promise<unknown> {
  const found = [];
  for (const name of tables)
    found.push(await adapter.prepare(`SELECT id FROM "${name}" ORDER BY id`).all());
  return found;
}

describe('a migration from any declared schema to any other', () => {
  it('arrives there and keeps the rows, or refuses and changes nothing', async () => {
    let arrived = 0;
    await fc.assert(
      fc.asyncProperty(model, model, fc.boolean(), async (from, to, systemColumns) => {
        const adapter = new MemoryAdapter();
        try {
          const migrator = new SchemaMigrator(adapter);
          await migrator.migrate(build(from, systemColumns));
          for (const [name, { columns }] of Object.entries(from)) {
            const list = ['id', ...Object.keys(columns)].map((each) => `"${each}"`);
            for (const id of [3, 1])
              await adapter.exec(
                `INSERT INTO "${name}" (${list.join()}) VALUES (${list.map(() => id).join()})`,
              );
          }
          const shared = Object.keys(from).filter((name) => name in to);
          const before = await ids(adapter, shared);
          const target = build(to, systemColumns);
          try {
            await migrator.migrate(target, { allowDestructive: true });
            arrived += 1;
            assert.deepEqual((await migrator.planMigration(target)).operations, []);
          } catch (error) {
            if (!(error instanceof SchemaMigrationError) || error.code !== 'data-violates')
              throw error;
            assert.equal(await migrator.isMigrationNeeded(build(from, systemColumns)), false);
          }
          assert.deepEqual(await ids(adapter, shared), before);
        } finally {
          await adapter.close();
        }
      }),
      { numRuns: 120 },
    );
    assert.equal(arrived > 60, true, `${arrived} arrived`);
  });
});
