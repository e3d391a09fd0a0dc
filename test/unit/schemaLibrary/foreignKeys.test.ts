import assert from 'node:assert/strict';
import { MemoryAdapter } from '../../../src/schema/adapters.ts';
import { foreignKeyViolations } from '../../../src/schema/foreignKeys.ts';
import { SchemaBuilder, SchemaIntrospector } from '../../../src/schema/index.ts';
import type { DeclarativeSchema } from '../../../src/schema/index.ts';
import { migrating, rowsOf } from './migrating.ts';

/** A child of two parents. The code of `lang` is unique only where that is declared. */
function wanted({
  note = false,
  key = false,
  shelf = 'real' as 'real' | 'text',
}): DeclarativeSchema {
  return new SchemaBuilder()
    .table('shelf', (t) => {
      t[shelf]('id');
      t.key('id').primary();
    })
    .table('lang', (t) => {
      t.text('code');
      if (key) t.key('code').unique();
    })
    .table('book', (t) => {
      t.integer('shelf').references('shelf', 'id');
      t.text('lang').references('lang', 'code');
      if (note) t.text('note').notNull('none');
    })
    .build();
}

describe('Foreign keys that SQLite cannot check', () => {
  let adapter: MemoryAdapter;
  beforeEach(() => void (adapter = new MemoryAdapter()));
  afterEach(() => adapter.close());
  const { migrate, refuses } = migrating(() => adapter);

  const violations = async (): Promise<string[]> => {
    const found = await foreignKeyViolations(
      adapter,
      await new SchemaIntrospector(adapter).inspect(),
    );
    return [...found.values()].map(({ table, parent, rows }) => `${table} ${parent} ${rows}`);
  };

  const WITHOUT_KEY = `CREATE TABLE shelf (id REAL PRIMARY KEY);
    CREATE TABLE lang (code TEXT);
    CREATE TABLE book (shelf INTEGER REFERENCES shelf (id), lang TEXT REFERENCES lang (code));
    INSERT INTO shelf VALUES (1); INSERT INTO lang VALUES ('en');`;

  it('do not keep the others of their table from being checked', async () => {
    await adapter.exec(`${WITHOUT_KEY} INSERT INTO book VALUES (1, 'en'), (7, 'en'), (8, NULL)`);
    await assert.rejects(rowsOf(adapter, 'PRAGMA foreign_key_check(book)'), /mismatch/);
    assert.deepEqual(await violations(), [
      'book shelf 1',
      'book shelf 1',
      'book lang (no unique key) 1',
    ]);
  });

  it('do not hide rows that a migration leaves without a parent', async () => {
    // The number 1.0 becomes the text 1.0, and the child refers to the text 1.
    await adapter.exec(`${WITHOUT_KEY} INSERT INTO book VALUES (1, 'en')`);
    await refuses(wanted({ shelf: 'text' }), 'foreign-key-violation', 'book: 1 row');
  });

  it('are let alone by a migration that has nothing to do with them', async () => {
    await adapter.exec(`${WITHOUT_KEY} INSERT INTO book VALUES (7, 'none')`);
    await migrate(wanted({ note: true }));
    assert.deepEqual(await rowsOf(adapter, 'SELECT * FROM book'), [[7, 'none', 'none']]);
    assert.equal((await violations()).length, 2);
  });

  it('are not added to one that is there already', async () => {
    await adapter.exec(WITHOUT_KEY);
    const schema = wanted({});
    const tables = schema.tables.map((table) =>
      table.name === 'book'
        ? {
            ...table,
            columns: [...table.columns, { name: 'shelf_code', type: 'TEXT' }],
            foreignKeys: [
              ...(table.foreignKeys ?? []),
              { columns: ['shelf_code'], table: 'lang', parentColumns: ['code'] },
            ],
          }
        : table,
    );
    await refuses(
      { ...schema, tables },
      'not-plannable',
      'book: a foreign key of this table refers to lang, which has no such unique key',
    );
  });

  it('are checked from then on when their parent gets its key', async () => {
    await adapter.exec(`${WITHOUT_KEY} INSERT INTO book VALUES (1, 'en')`);
    await migrate(wanted({ key: true }));
    assert.deepEqual(await violations(), []);
  });

  it('are not made: a parent keeps the key that a child needs', async () => {
    await adapter.exec(`CREATE TABLE shelf (id REAL PRIMARY KEY);
      CREATE TABLE lang (code TEXT, CONSTRAINT code_once UNIQUE (code));
      CREATE TABLE book (shelf INTEGER REFERENCES shelf (id), lang TEXT REFERENCES lang (code));`);
    await refuses(wanted({}), 'not-plannable', 'refers to lang, which has no such unique key');
  });
});

describe('The parent of a foreign key', () => {
  let adapter: MemoryAdapter;
  beforeEach(() => void (adapter = new MemoryAdapter()));
  afterEach(() => adapter.close());

  /** What we count is what SQLite counts, which finds a mismatch to be an error. */
  const agrees = async (schema: string, rows: string): Promise<number> => {
    await adapter.exec(`PRAGMA foreign_keys = OFF; ${schema}; ${rows}`);
    const found = await foreignKeyViolations(
      adapter,
      await new SchemaIntrospector(adapter).inspect(),
    );
    const ours = [...found.values()].reduce((sum, each) => sum + each.rows, 0);
    const [theirs] = await rowsOf(adapter, `SELECT count(*) FROM pragma_foreign_key_check('t')`);
    assert.deepEqual([ours], theirs);
    return ours;
  };

  it('is compared with its own affinity and collation', async () => {
    const rows = `INSERT INTO p VALUES ('01'), ('a'); INSERT INTO t VALUES (1), ('A'), ('a'), (NULL)`;
    const text = await agrees(
      'CREATE TABLE p (a TEXT PRIMARY KEY); CREATE TABLE t (x INTEGER REFERENCES p)',
      rows,
    );
    assert.equal(text, 2);
  });

  it('is compared without letter case where its column is', async () => {
    const rows = `INSERT INTO p VALUES ('01'), ('a'); INSERT INTO t VALUES (1), ('A'), ('a'), (NULL)`;
    const found = await agrees(
      'CREATE TABLE p (a TEXT COLLATE NOCASE UNIQUE); CREATE TABLE t (x REFERENCES p (a))',
      rows,
    );
    assert.equal(found, 1);
  });

  it('may have its key in another order', async () => {
    const found = await agrees(
      'CREATE TABLE p (a, b, PRIMARY KEY (b, a)) WITHOUT ROWID; CREATE TABLE t (x, y, FOREIGN KEY (x, y) REFERENCES p (a, b))',
      'INSERT INTO p VALUES (1, 2); INSERT INTO t VALUES (1, 2), (2, 1), (NULL, 1)',
    );
    assert.equal(found, 1);
  });

  it('may be missing, and then every row is without one', async () => {
    assert.equal(
      await agrees('CREATE TABLE t (x REFERENCES gone)', 'INSERT INTO t VALUES (1), (1), (NULL)'),
      2,
    );
  });

  for (const [what, parent] of [
    ['a partial index', 'CREATE TABLE p (a); CREATE UNIQUE INDEX i ON p (a) WHERE a > 0'],
    ['an index on an expression', 'CREATE TABLE p (a); CREATE UNIQUE INDEX i ON p (abs(a))'],
    [
      'an index with another collation',
      'CREATE TABLE p (a); CREATE UNIQUE INDEX i ON p (a COLLATE NOCASE)',
    ],
    ['a longer key', 'CREATE TABLE p (a, b, PRIMARY KEY (a, b))'],
    ['an index that is not unique', 'CREATE TABLE p (a); CREATE INDEX i ON p (a)'],
    ['a view', 'CREATE VIEW p AS SELECT 1 AS a'],
  ] as const)
    it(`is no ${what.replace(/^an? /, '')}`, async () => {
      await assert.rejects(
        agrees(`${parent}; CREATE TABLE t (x REFERENCES p (a))`, ''),
        /mismatch/,
      );
      const found = await foreignKeyViolations(
        adapter,
        await new SchemaIntrospector(adapter).inspect(),
      );
      assert.deepEqual(
        [...found.values()].map(({ rows }) => rows),
        [1],
      );
    });
});
