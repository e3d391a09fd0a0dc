import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reading } from '../../../src/core/database/open.ts';
import { inspect } from '../../../src/core/schema/inspect.ts';
import { BetterSqliteAdapter } from '../../../src/schema/adapters.ts';
import {
  SchemaIntrospector,
  SchemaMigrationError,
  SchemaMigrator,
} from '../../../src/schema/index.ts';
import type { DeclarativeSchema, MigrationPlan } from '../../../src/schema/index.ts';
import { column, rows } from '../../support/database.ts';
import { goldenSchema } from './goldenSchema.ts';

const GOLDEN = join(import.meta.dirname, '../../golden');
const CASES = readdirSync(GOLDEN).filter((name) => name.startsWith('ds-'));

/** Cases in which rows or values go, so that somebody has to allow it. */
const LOSSY = ['ds-drop-column', 'ds-drop-table'];
/** Cases in which declarative-sqlite leaves another schema than it was asked for, or loses data. */
const BETTER = ['ds-add-unique', 'ds-foreign-tables', 'ds-rename-column'];

interface Facts {
  readonly diff_summary: {
    readonly create: readonly string[];
    readonly drop: readonly string[];
    readonly alter: readonly {
      readonly table: string;
      readonly add: readonly string[];
      readonly drop: readonly string[];
      readonly modify: readonly { readonly name: string }[];
      readonly keysToAdd: readonly unknown[];
      readonly keysToDrop: readonly unknown[];
      readonly recreate: boolean;
    }[];
  };
}

function factsOf(name: string): Facts {
  return JSON.parse(readFileSync(join(GOLDEN, name, 'facts.json'), 'utf8')) as Facts;
}

function declared(name: string): DeclarativeSchema {
  return goldenSchema(join(GOLDEN, name, 'schema.json'));
}

/** What a file's schema is, without the order in which things were made. */
function canonical(path: string): string[] {
  const { tables, indexes, views, triggers } = reading(path, inspect);
  return [...tables, ...indexes, ...views, ...triggers].map((each) => each.canonical).toSorted();
}

function columnsOf(path: string, table: string): unknown[] {
  return column(path, `SELECT name FROM pragma_table_xinfo('${table}')`);
}

/** The rows of the tables and columns that two files have in common. `change` does to values what a change of type does. */
function commonRows(
  path: string,
  other: string,
  change: Readonly<Record<string, (value: unknown) => unknown>> = {},
): unknown {
  const names = (file: string) =>
    column(file, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`);
  const shared = names(path).filter((name) => names(other).includes(name));
  return shared.map((name) => {
    const table = String(name);
    const columns = columnsOf(path, table).filter((each) => columnsOf(other, table).includes(each));
    const list = columns.map((each) => `"${String(each)}"`).join();
    const found = rows(path, `SELECT rowid AS "row id", ${list} FROM "${table}" ORDER BY rowid`);
    return [
      table,
      found.map((row) =>
        Object.entries(row).map(([key, value]) => [key, change[key]?.(value) ?? value]),
      ),
    ];
  });
}

describe('a database of declarative-sqlite', () => {
  let folder: string;
  let file: string;
  let adapter: BetterSqliteAdapter;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'golden-'));
    file = join(folder, 'db.sqlite');
    adapter = new BetterSqliteAdapter(file);
  });
  afterEach(async () => {
    await adapter.close();
    rmSync(folder, { recursive: true });
  });

  const start = (name: string): string => {
    const before = join(GOLDEN, name, 'before.sqlite');
    copyFileSync(before, file);
    return before;
  };
  const planOf = (schema: DeclarativeSchema): Promise<MigrationPlan> =>
    new SchemaMigrator(adapter).planMigration(schema);

  for (const name of CASES.filter((each) => !BETTER.includes(each)))
    it(`gets the schema that declarative-sqlite gives it, and keeps its rows (${name})`, async () => {
      const before = start(name);
      const migrator = new SchemaMigrator(adapter);
      await migrator.migrate(declared(name), { allowDestructive: LOSSY.includes(name) });
      assert.equal(await migrator.isMigrationNeeded(declared(name)), false);
      assert.equal((await planOf(declared(name))).hasOperations, false);
      await adapter.close();
      assert.deepEqual(canonical(file), canonical(join(GOLDEN, name, 'after.sqlite')));
      const texts = name === 'ds-change-type' ? { count: String } : {};
      assert.deepEqual(commonRows(file, before), commonRows(before, file, texts));
    });

  for (const name of LOSSY)
    it(`loses nothing that nobody has allowed (${name})`, async () => {
      const before = start(name);
      await assert.rejects(
        new SchemaMigrator(adapter).migrate(declared(name)),
        (error: unknown) => error instanceof SchemaMigrationError && error.code === 'destructive',
      );
      await adapter.close();
      assert.deepEqual(readFileSync(file), readFileSync(before));
    });

  for (const name of CASES.filter((each) => !BETTER.includes(each) && each !== 'ds-lww-on'))
    it(`is compared as declarative-sqlite compares it (${name})`, async () => {
      start(name);
      const { diff } = await planOf(declared(name));
      const { create, drop, alter } = factsOf(name).diff_summary;
      assert.deepEqual(
        diff.tablesToCreate.map((table) => table.name),
        create,
      );
      assert.deepEqual(diff.tablesToDrop, drop);
      assert.deepEqual(
        diff.tablesToAlter.map((table) => ({
          table: table.tableName,
          add: table.columnsToAdd.map((each) => each.name),
          drop: table.columnsToDrop,
          modify: table.columnsToModify.map(({ newColumn }) => newColumn.name),
          keysToAdd: table.keysToAdd,
          keysToDrop: table.keysToDrop,
        })),
        alter.map(({ recreate: _, modify, ...table }) => ({
          ...table,
          modify: modify.map((each) => each.name),
        })),
      );
    });

  it('with rows gets a clock for a column without being made anew (ds-lww-on)', async () => {
    start('ds-lww-on');
    const { operations } = await planOf(declared('ds-lww-on'));
    assert.deepEqual(
      operations.map(({ sql }) => sql),
      [['ALTER TABLE "tool" ADD COLUMN "label__hlc" TEXT']],
    );
  });

  it('gets a unique key that is added to a table, once (ds-add-unique)', async () => {
    const before = start('ds-add-unique');
    const schema = declared('ds-add-unique');
    await new SchemaMigrator(adapter).migrate(schema);
    assert.equal((await planOf(schema)).hasOperations, false);
    const [table] = (await new SchemaIntrospector(adapter).getTables()).filter(
      ({ name }) => name === 'tool',
    );
    assert.deepEqual(table?.keys, [
      { columns: ['id'], type: 'PRIMARY' },
      { columns: ['weight'], type: 'UNIQUE' },
      { columns: ['label'], type: 'INDEX', name: 'idx_tool_label' },
    ]);
    await adapter.close();
    assert.deepEqual(commonRows(file, before), commonRows(before, file));
  });

  it('keeps the content of a column that is declared as renamed (ds-rename-column)', async () => {
    start('ds-rename-column');
    const schema = goldenSchema(join(GOLDEN, 'ds-rename-column/schema.json'), (each) =>
      each.name === 'title' ? { ...each, renamedFrom: 'label' } : each,
    );
    await new SchemaMigrator(adapter).migrate(schema);
    assert.equal((await planOf(schema)).hasOperations, false);
    await adapter.close();
    assert.deepEqual(column(file, 'SELECT title FROM tool ORDER BY id'), ['saw', 'file']);
    assert.deepEqual(canonical(file), canonical(join(GOLDEN, 'ds-rename-column/after.sqlite')));
  });

  it('asks whether a column is renamed before it drops it (ds-rename-column)', async () => {
    start('ds-rename-column');
    await assert.rejects(
      new SchemaMigrator(adapter).migrate(declared('ds-rename-column')),
      (error: unknown) =>
        error instanceof SchemaMigrationError &&
        error.code === 'destructive' &&
        error.problems.some(({ object, rows: count }) => object === 'tool.label' && count === 2),
    );
    await adapter.close();
    assert.deepEqual(column(file, 'SELECT label FROM tool ORDER BY id'), ['saw', 'file']);
  });

  it('keeps the version records of other tools (ds-foreign-tables)', async () => {
    start('ds-foreign-tables');
    const schema = declared('ds-foreign-tables');
    const migrator = new SchemaMigrator(adapter, { keep: (name) => name === 'other' });
    await migrator.migrate(schema);
    assert.equal(await migrator.isMigrationNeeded(schema), false);
    await adapter.close();
    assert.deepEqual(column(file, 'SELECT version FROM _meta'), [3]);
    assert.deepEqual(
      column(
        file,
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('_meta', '_migrations', 'other', 'sqlitexyz') ORDER BY name`,
      ),
      ['_meta', '_migrations', 'other'],
    );
  });

  it('is as it was for a schema that leaves the system columns out, but for what is declared', async () => {
    start('ds-same');
    const plain: DeclarativeSchema = {
      tables: declared('ds-same')
        .tables.filter(({ isSystem }) => isSystem !== true)
        .map((table) => ({
          ...table,
          columns: table.columns.filter(({ name }) => !name.startsWith('system_')),
        })),
    };
    assert.equal((await planOf(plain)).hasOperations, false);
  });

  it('has a case for every folder', () => {
    assert.equal(CASES.length, 17);
    for (const name of CASES) assert.equal(existsSync(join(GOLDEN, name, 'after.sqlite')), true);
  });
});
