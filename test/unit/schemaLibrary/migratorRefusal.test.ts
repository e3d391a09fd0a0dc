import assert from 'node:assert/strict';
import { MemoryAdapter } from '../../../src/schema/adapters.ts';
import { SchemaBuilder, SchemaMigrationError, SchemaMigrator } from '../../../src/schema/index.ts';
import type { TableBuilder } from '../../../src/schema/index.ts';
import { migrating, one, rowsOf } from './migrating.ts';

describe('SchemaMigrator', () => {
  let adapter: MemoryAdapter;
  beforeEach(() => void (adapter = new MemoryAdapter()));
  afterEach(() => adapter.close());
  const { migrate, refuses } = migrating(() => adapter);

  it('refuses a renaming where nobody can tell what it makes of a trigger', async () => {
    await adapter.exec(`CREATE TABLE book (id INTEGER); CREATE TABLE page (book INTEGER);
      CREATE TRIGGER r AFTER UPDATE ON book BEGIN UPDATE page SET book = new.id; END`);
    const schema = new SchemaBuilder()
      .table('tome', (t) => {
        t.renamedFrom('book');
        t.integer('id');
      })
      .table('page', (t) => void t.integer('book'))
      .build();
    await refuses(schema, 'not-plannable', 'r: it is not declared');
  });

  it('refuses to lose a column or table with content, and says how much', async () => {
    await adapter.exec(`CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES ('x', 'y');
      CREATE TABLE u (a); INSERT INTO u VALUES (1), (2)`);
    const schema = one((t) => void t.text('a'));
    await refuses(schema, 'destructive', 'u');
    const { hazards } = await new SchemaMigrator(adapter).planMigration(schema);
    assert.deepEqual(Object.fromEntries(hazards.map(({ kind, rows }) => [kind, rows])), {
      'drop-column': 1,
      'drop-table': 2,
    });
    await migrate(schema, { allowDestructive: true });
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM t'), [['x']]);
  });

  it('lets go of an empty table and of a column without values unasked', async () => {
    await adapter.exec(
      `CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t (a) VALUES ('x'); CREATE TABLE u (a)`,
    );
    await migrate(one((t) => void t.text('a')));
    assert.deepEqual(await rowsOf(adapter, 'SELECT name FROM sqlite_schema'), [['t']]);
  });

  const unfit: readonly (readonly [string, string, (t: TableBuilder) => void])[] = [
    [
      'NULL under NOT NULL',
      `INSERT INTO t VALUES (1, NULL), (2, NULL)`,
      (t) => void t.text('b').notNull(''),
    ],
    [
      'the same value twice under a unique key',
      `INSERT INTO t VALUES (1, 'x'), (2, 'x')`,
      (t) => {
        t.text('b');
        t.key('b').unique();
      },
    ],
    [
      'a value that is too long',
      `INSERT INTO t VALUES (1, 'xxxx')`,
      (t) => void t.text('b').maxLength(3).enforce(),
    ],
    [
      'a reference to nothing',
      `INSERT INTO t VALUES (1, 'x')`,
      (t) => void t.text('b').references('t', 'a'),
    ],
  ];
  for (const [what, insert, describe] of unfit)
    it(`refuses ${what}, with the number of rows and a query that lists them`, async () => {
      await adapter.exec(`CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); ${insert}`);
      const schema = one((t) => {
        t.integer('a');
        describe(t);
        t.key('a').primary();
      });
      await refuses(schema, 'data-violates', '', { allowDestructive: true });
      const error: unknown = await migrate(schema).catch((reason: unknown) => reason);
      assert.ok(error instanceof SchemaMigrationError);
      const [{ rows = 0, query = '' } = {}] = error.problems;
      assert.equal(rows > 0, true);
      assert.equal((await rowsOf(adapter, query)).length, rows);
    });

  it('does not mind references to nothing that were there before', async () => {
    await adapter.exec(`CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a TEXT, p INTEGER REFERENCES p (id));
      CREATE TABLE w (a TEXT PRIMARY KEY, p INTEGER REFERENCES p (id)) WITHOUT ROWID;
      CREATE TABLE broken (a TEXT REFERENCES t (a));
      INSERT INTO t VALUES ('x', 5), ('y', 5); INSERT INTO w VALUES ('x', 5); INSERT INTO broken VALUES ('x')`);
    const schema = new SchemaBuilder()
      .table('p', (t) => void t.key(t.integer('id').name).primary())
      .table('u', (t) => {
        t.renamedFrom('t');
        t.text('a').notNull('');
        t.integer('p').references('p', 'id');
      })
      .table('w', (t) => {
        t.text('a');
        t.integer('p').references('p', 'id');
        t.key('a').primary();
      })
      .table('broken', (t) => void t.text('a').references('u', 'a'))
      .build();
    await migrate(schema);
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM u'), [
      ['x', 5],
      ['y', 5],
    ]);
  });

  it('refuses to leave rows without the table that they refer to', async () => {
    await adapter.exec(`CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (p INTEGER REFERENCES p (id));
      INSERT INTO p VALUES (1); INSERT INTO t VALUES (1), (1)`);
    const schema = one((t) => void t.integer('p').references('p', 'id'));
    await refuses(schema, 'data-violates', 't: Rows of t refer to p, which is dropped (2 rows)', {
      allowDestructive: true,
    });
  });

  it('asks of no column that the library adds itself whether it is the old one under a new name', async () => {
    await adapter.exec(
      `CREATE TABLE book (id INTEGER PRIMARY KEY, version TEXT, name TEXT); INSERT INTO book VALUES (1, 'x', 'y')`,
    );
    const schema = new SchemaBuilder({ systemColumns: true })
      .table('book', (t) => {
        t.key(t.integer('id').name).primary();
        t.text('names');
      })
      .build();
    await refuses(schema, 'destructive', 'book.names: may be name under a new name');
    const error: unknown = await migrate(schema).catch((reason: unknown) => reason);
    assert.ok(error instanceof SchemaMigrationError);
    assert.equal(error.message.includes('system_'), false, error.message);
  });
});
