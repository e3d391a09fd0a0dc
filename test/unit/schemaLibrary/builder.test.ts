import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { inspect } from '../../../src/core/schema/inspect.ts';
import { openScratch, using } from '../../../src/core/database/open.ts';
import { SchemaBuilder, SchemaMigrationError, renderSchema } from '../../../src/schema/index.ts';
import type { TableBuilder } from '../../../src/schema/index.ts';
import { goldenSchema } from './goldenSchema.ts';
import { sqlOf } from './sqlOf.ts';

const GOLDEN = join(import.meta.dirname, '../../golden');

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
