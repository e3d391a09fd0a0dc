import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import fc from 'fast-check';
import { inspect } from '../../../src/core/schema/inspect.ts';
import { openScratch, using } from '../../../src/core/database/open.ts';
import { SchemaBuilder, SchemaMigrationError, renderSchema } from '../../../src/schema/index.ts';
import type { DefaultValue, TableBuilder } from '../../../src/schema/index.ts';
import { goldenSchema } from './goldenSchema.ts';

const GOLDEN = join(import.meta.dirname, '../../golden');

function sqlOf(describe: (t: TableBuilder) => void, name = 't'): string {
  return renderSchema(new SchemaBuilder().table(name, describe).build()).join(';\n');
}

/** What a row without values gets, with the type that SQLite stores. */
function defaultIn(sql: string): unknown[] {
  const database = new DatabaseSync(':memory:');
  database.exec(sql);
  database.exec('INSERT INTO t DEFAULT VALUES');
  const row = database.prepare('SELECT typeof(c) AS kind, c FROM t').get() ?? {};
  database.close();
  return Object.values(row);
}

describe('SchemaBuilder', () => {
  it('writes the very statements of declarative-sqlite, with its columns and tables', () => {
    const facts = JSON.parse(readFileSync(join(GOLDEN, 'ds-create/facts.json'), 'utf8')) as {
      operations: { sql: string[] }[];
    };
    assert.deepEqual(
      renderSchema(goldenSchema(join(GOLDEN, 'ds-create/schema.json'))),
      facts.operations.flatMap(({ sql }) => sql),
    );
  });

  it('adds no columns or tables of its own unless asked to', () => {
    assert.equal(
      sqlOf((t) => {
        t.guid('id').notNull('');
        t.date('born');
        t.blob('face');
        t.fileset('papers').notNull('');
        t.key('id').primary();
      }),
      `CREATE TABLE "t" (
  "id" GUID NOT NULL DEFAULT '',
  "born" DATE,
  "face" BLOB,
  "papers" FILESET NOT NULL DEFAULT '',
  PRIMARY KEY ("id")
)`,
    );
  });

  it('puts the clock of a last-write-wins column behind all declared columns', () => {
    const { tables } = new SchemaBuilder()
      .table('t', (t) => {
        t.text('label').lww();
        t.integer('count');
      })
      .build();
    assert.deepEqual(
      tables[0]?.columns.map(({ name, type }) => [name, type]),
      [
        ['label', 'TEXT'],
        ['count', 'INTEGER'],
        ['label__hlc', 'TEXT'],
      ],
    );
  });

  it('makes keys over several columns, and an index where nothing else is said', () => {
    assert.equal(
      sqlOf((t) => {
        t.integer('a');
        t.integer('b');
        t.key('a', 'b').primary();
        t.key('b', 'a').unique().name('both');
        t.key('b');
        t.key('a').index().name('by_a');
      }),
      `CREATE TABLE "t" (
  "a" INTEGER,
  "b" INTEGER,
  PRIMARY KEY ("a", "b"),
  CONSTRAINT "both" UNIQUE ("b", "a")
);
CREATE INDEX "idx_t_b" ON "t" ("b");
CREATE INDEX "by_a" ON "t" ("a")`,
    );
  });

  it('makes references of one column and of several', () => {
    assert.equal(
      sqlOf((t) => {
        t.integer('author').references('author', 'id', { onDelete: 'CASCADE' });
        t.integer('x').references('y');
        t.integer('a');
        t.integer('b');
        t.key('a', 'b').references('pair', ['p', 'q'], { onUpdate: 'SET NULL', deferred: true });
        t.key('x').index().references('z');
      }),
      `CREATE TABLE "t" (
  "author" INTEGER,
  "x" INTEGER,
  "a" INTEGER,
  "b" INTEGER,
  FOREIGN KEY ("author") REFERENCES "author" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("x") REFERENCES "y",
  FOREIGN KEY ("a", "b") REFERENCES "pair" ("p", "q") ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY ("x") REFERENCES "z"
);
CREATE INDEX "idx_t_x" ON "t" ("x")`,
    );
  });

  it('leaves lengths and values to the application unless they are enforced', () => {
    const describe = (t: TableBuilder): void => {
      t.text('size')
        .maxLength(2)
        .validValues(['S', { value: "X'L", label: 'large' }]);
    };
    const checked = new SchemaBuilder({ checks: true }).table('t', describe).build();
    assert.equal(sqlOf(describe).includes('CHECK'), false);
    assert.equal(
      renderSchema(checked)[0],
      `CREATE TABLE "t" (
  "size" TEXT,
  CONSTRAINT "size__max_length" CHECK (length("size") <= 2),
  CONSTRAINT "size__valid_values" CHECK ("size" IN ('S', 'X''L'))
)`,
    );
    assert.deepEqual(
      sqlOf((t) => void t.text('size').maxLength(2).enforce()),
      `CREATE TABLE "t" (\n  "size" TEXT,\n  CONSTRAINT "size__max_length" CHECK (length("size") <= 2)\n)`,
    );
  });

  it('quotes names of any kind', () => {
    const sql = sqlOf((t) => void t.key(t.text('a "b" [c]').name), 'select');
    new DatabaseSync(':memory:').exec(sql);
    assert.match(sql, /CREATE TABLE "select" \(\n {2}"a ""b"" \[c\]" TEXT\n\)/);
  });

  it('writes former names as hints that the parser reads', () => {
    const [sql = ''] = renderSchema(
      new SchemaBuilder()
        .table('member', (t) => {
          t.renamedFrom('user');
          t.text('mail').renamedFrom('e mail').lww();
          t.text('last').renamedFrom('name');
        })
        .build(),
    );
    const schema = using(openScratch(), (scratch) => {
      scratch.exec(sql);
      return inspect(scratch);
    });
    assert.equal(schema.tables[0]?.renamedFrom, 'user');
    assert.deepEqual(
      schema.tables[0]?.columns.map(({ name, renamedFrom }) => [name, renamedFrom]),
      [
        ['mail', 'e mail'],
        ['last', 'name'],
        ['mail__hlc', 'e mail__hlc'],
      ],
    );
  });

  it('takes a view as a query or as a statement', () => {
    const statements = renderSchema(
      new SchemaBuilder()
        .table('t', (t) => void t.text('a'))
        .view('v', 'SELECT a FROM t')
        .view('w', '/* all */ CREATE VIEW w(x) AS SELECT a FROM t')
        .build(),
    );
    assert.deepEqual(statements.slice(1), [
      'CREATE VIEW "v" AS SELECT a FROM t',
      '/* all */ CREATE VIEW w(x) AS SELECT a FROM t',
    ]);
  });

  it('gives equal schemas the same version and others another', () => {
    const build = (name: string): unknown =>
      new SchemaBuilder().table('t', (t) => void t.text(name)).build().version;
    assert.equal(build('a'), build('a'));
    assert.notEqual(build('a'), build('b'));
  });

  const refused: readonly (readonly [string, (builder: SchemaBuilder) => SchemaBuilder, string])[] =
    [
      [
        'two tables of one name',
        (b) => b.table('t', (t) => void t.text('a')).table('T', (t) => void t.text('a')),
        'T: there are two tables, views or indexes of this name',
      ],
      [
        'two columns of one name, also a clock',
        (b) =>
          b.table('t', (t) => {
            t.text('a').lww();
            t.text('A__hlc');
          }),
        't.a__hlc: there are two columns of this name',
      ],
      [
        'two indexes of one name',
        (b) =>
          b
            .table('a', (t) => void t.key(t.text('b_c').name))
            .table('a_b', (t) => void t.key(t.text('c').name)),
        'idx_a_b_c: there are two tables, views or indexes of this name',
      ],
      ['a table without columns', (b) => b.table('t', () => {}), 't: a table needs a column'],
      [
        'a key of a column that is not there',
        (b) =>
          b.table('t', (t) => {
            t.text('a');
            t.key('b').primary();
          }),
        't.b: a key names it, but there is no such column',
      ],
      [
        'two primary keys',
        (b) =>
          b.table('t', (t) => {
            t.text('a');
            t.key('a').primary();
            t.key('a').primary();
          }),
        't: there are two primary keys',
      ],
      [
        'a reference to more columns than it has',
        (b) =>
          b.table('t', (t) => {
            t.text('a');
            t.key('a').references('u', ['x', 'y']);
          }),
        't: a foreign key has as many columns as it refers to',
      ],
    ];
  for (const [what, build, problem] of refused)
    it(`refuses ${what}`, () => {
      assert.throws(
        () => build(new SchemaBuilder()).build(),
        (error: unknown) =>
          error instanceof SchemaMigrationError &&
          error.code === 'bad-schema' &&
          error.message.includes(problem),
      );
    });
});

describe('a default value', () => {
  const cases: readonly (readonly [DefaultValue, unknown])[] = [
    ["it's", "it's"],
    ['007', '007'],
    ['', ''],
    ['null', 'null'],
    [1.5, 1.5],
    [-3, -3],
    [true, 1],
    [false, 0],
    [9007199254740993n, 9007199254740993n],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [Uint8Array.of(0, 255), Uint8Array.of(0, 255)],
    [{ sql: '2 + 3' }, 5],
  ];
  for (const [value, stored] of cases)
    it(`of ${typeof value === 'object' ? JSON.stringify(value) : `${typeof value} ${value}`} is what SQLite stores`, () => {
      const sql = renderSchema({
        tables: [{ name: 't', columns: [{ name: 'c', type: '', defaultValue: value }], keys: [] }],
      }).join('');
      const database = new DatabaseSync(':memory:');
      database.exec(sql);
      database.exec('INSERT INTO t DEFAULT VALUES');
      const statement = database.prepare('SELECT c FROM t');
      if (typeof stored === 'bigint') statement.setReadBigInts(true);
      assert.deepEqual(statement.get()?.['c'], stored);
      database.close();
    });

  it('is kept for any text without NUL and any finite number', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    const number = fc
      .double({ noDefaultInfinity: true, noNaN: true })
      .filter((value) => !Object.is(value, -0));
    fc.assert(
      fc.property(fc.oneof(text, number), (value) => {
        const sql = sqlOf((t) =>
          typeof value === 'string'
            ? void t.text('c').notNull(value)
            : void t.real('c').notNull(value),
        );
        assert.deepEqual(defaultIn(sql), [typeof value === 'string' ? 'text' : 'real', value]);
      }),
      { numRuns: 60 },
    );
  });

  for (const value of ['a\0b', Number.NaN, Number.POSITIVE_INFINITY])
    it(`of ${typeof value === 'string' ? JSON.stringify(value) : value} is refused, since SQL has no literal for it`, () => {
      assert.throws(
        () =>
          renderSchema({
            tables: [
              { name: 't', columns: [{ name: 'c', type: '', defaultValue: value }], keys: [] },
            ],
          }),
        RangeError,
      );
    });

  it('that a function works out is left to the application', () => {
    assert.equal(
      sqlOf((t) => void t.guid('id').notNull(() => 'new')),
      'CREATE TABLE "t" (\n  "id" GUID NOT NULL\n)',
    );
  });
});
