import assert from 'node:assert/strict';
import { describeChanges } from '../../../src/core/schema/diff/describe.ts';
import { diffSchemas, isEmpty } from '../../../src/core/schema/diff/diff.ts';
import type { Schema } from '../../../src/core/schema/model.ts';
import { schemaFrom } from './parseFacts.ts';

const BOOK = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, pages INTEGER)';

/** Statements before, statements after, and what differs, line by line. Without lines nothing does. */
const CASES: Readonly<Record<string, readonly [string[], string[], ...string[]]>> = {
  'two empty schemas': [[], []],
  'a new table with its index and trigger': [
    [],
    [
      BOOK,
      'CREATE UNIQUE INDEX i ON book (title COLLATE NOCASE DESC, pages + 1) WHERE pages > 0',
      'CREATE TRIGGER t AFTER INSERT ON book BEGIN SELECT 1; END',
    ],
    'create table book',
    'create unique index i on book (title COLLATE NOCASE DESC, pages + 1) where pages > 0',
    'create trigger t',
  ],
  'a table that goes with its index and trigger': [
    [BOOK, 'CREATE INDEX i ON book (title)', 'CREATE TRIGGER t INSERT ON book BEGIN SELECT 1; END'],
    [],
    'drop table book',
  ],
  'a view that goes with its triggers': [
    [
      BOOK,
      'CREATE VIEW v AS SELECT * FROM book',
      'CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN SELECT 1; END',
    ],
    [BOOK],
    'drop view v',
  ],
  'an index, a trigger and a view that go alone': [
    [
      BOOK,
      'CREATE INDEX i ON book (title)',
      'CREATE TRIGGER t INSERT ON book BEGIN SELECT 1; END',
      'CREATE VIEW v AS SELECT 1',
    ],
    [BOOK],
    'drop trigger t',
    'drop view v',
    'drop index i',
  ],
  'changed objects': [
    [
      BOOK,
      'CREATE INDEX i ON book (title)',
      'CREATE VIEW v AS SELECT 1',
      'CREATE TRIGGER t INSERT ON book BEGIN SELECT 1; END',
      'CREATE VIRTUAL TABLE f USING fts5 (a)',
    ],
    [
      BOOK,
      'CREATE INDEX i ON book (title DESC)',
      'CREATE VIEW v AS SELECT 2',
      'CREATE TRIGGER t INSERT ON book BEGIN SELECT 2; END',
      'CREATE VIRTUAL TABLE f USING fts5 (a, b)',
    ],
    'change virtual table f',
    'change index i',
    'change view v',
    'change trigger t',
  ],
  'a new and a gone virtual table, without their shadow tables': [
    ['CREATE VIRTUAL TABLE old USING fts5 (a)'],
    ['CREATE VIRTUAL TABLE fresh USING fts5 (a)'],
    'create virtual table fresh',
    'drop virtual table old',
  ],
  'a table that becomes a view': [
    ['CREATE TABLE x (a)'],
    ['CREATE VIEW x AS SELECT 1 AS a'],
    'create view x',
    'drop table x',
  ],
  'an index that moves to another table': [
    ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'CREATE INDEX i ON a (x)'],
    ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'CREATE INDEX i ON b (x)'],
    'change index i',
  ],
  'tables in the desired order, with drops last': [
    ['CREATE TABLE gone (x BLOB)', 'CREATE TABLE b (x)'],
    ['CREATE TABLE a (y)', 'CREATE TABLE b (x, z)', 'CREATE TABLE c (y)'],
    'create table a',
    'add column b.z',
    'create table c',
    'drop table gone',
  ],
  'new columns at the end': [
    ['CREATE TABLE t (a)'],
    ['CREATE TABLE t (a, b "my  type" NOT NULL, c VARCHAR ( 20 ))'],
    'add column t.b my type',
    'add column t.c VARCHAR ( 20 )',
  ],
  'a new column between others': [
    ['CREATE TABLE t (a, b INT)'],
    ['CREATE TABLE t (a, c TEXT, b INT)'],
    'add column t.c TEXT before b',
  ],
  'new columns before, between and behind others': [
    ['CREATE TABLE t (a, b INT)'],
    ['CREATE TABLE t (x, a, "y z" TEXT, z, b INT, w)'],
    'add column t.x before a',
    'add column t.y z TEXT before z',
    'add column t.z before b',
    'add column t.w',
  ],
  'a new column between others that change places': [
    ['CREATE TABLE t (a, b INT)'],
    ['CREATE TABLE t (b INT, c, a)'],
    'add column t.c before a',
    'reorder columns of t',
  ],
  'a new column in the place of one that goes': [
    ['CREATE TABLE t (a, b INT)'],
    ['CREATE TABLE t (a, zzz TEXT)'],
    'add column t.zzz TEXT',
    'drop column t.b',
  ],
  'columns in another order': [
    ['CREATE TABLE t (a, b, c)'],
    ['CREATE TABLE t (c, b, a)'],
    'reorder columns of t',
  ],
  'a column that goes with its constraints': [
    ['CREATE TABLE t (a, b UNIQUE CHECK (b > 0) REFERENCES p)'],
    ['CREATE TABLE t (a)'],
    'drop column t.b',
    'drop UNIQUE (b) of t',
    'drop CHECK (b > 0) of t',
    'drop FOREIGN KEY (b) REFERENCES p of t',
  ],
  'everything about a column': [
    [`CREATE TABLE t (z, a TEXT DEFAULT 'x' COLLATE NOCASE, b NOT NULL)`],
    ['CREATE TABLE t (z, a INTEGER NOT NULL, b AS (z) STORED)'],
    'change type of t.a from TEXT to INTEGER',
    'make t.a NOT NULL',
    'drop default of t.a',
    'change collation of t.a from NOCASE to BINARY',
    'allow NULL in t.b',
    'generate t.b as (z) STORED',
  ],
  'a generated column and a default': [
    ['CREATE TABLE t (z, a AS (z), b AS (z), c NOT NULL)'],
    ['CREATE TABLE t (z, a, b AS (z + 1), c CONSTRAINT n NOT NULL DEFAULT (1 + 2))'],
    'make t.a a column that is not generated',
    'generate t.b as (z + 1) VIRTUAL',
    'change NOT NULL of t.c',
    'set default of t.c to 1 + 2',
  ],
  'keys and constraints': [
    [
      'CREATE TABLE t (a INT, b, CONSTRAINT one CHECK (a > 0), UNIQUE (b DESC), FOREIGN KEY (a) REFERENCES p (x))',
    ],
    [
      `CREATE TABLE t (a INT, b, CONSTRAINT two CHECK (a > 0), UNIQUE (b) ON CONFLICT IGNORE,
        PRIMARY KEY (a, b COLLATE NOCASE), FOREIGN KEY (a) REFERENCES p (x) ON DELETE CASCADE ON UPDATE SET NULL
        MATCH full DEFERRABLE INITIALLY DEFERRED)`,
    ],
    'add primary key (a, b COLLATE NOCASE) to t',
    'drop UNIQUE (b DESC) of t',
    'drop CONSTRAINT one CHECK (a > 0) of t',
    'drop FOREIGN KEY (a) REFERENCES p (x) of t',
    'add UNIQUE (b) ON CONFLICT IGNORE to t',
    'add CONSTRAINT two CHECK (a > 0) to t',
    'add FOREIGN KEY (a) REFERENCES p (x) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED to t',
  ],
  AUTOINCREMENT: [
    ['CREATE TABLE t (id INTEGER PRIMARY KEY)', 'CREATE TABLE u (a PRIMARY KEY)'],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)', 'CREATE TABLE u (a)'],
    'change primary key of t from (id) to (id) AUTOINCREMENT',
    'drop primary key (a) of u',
  ],
  options: [
    [
      'CREATE TABLE t (a INT PRIMARY KEY)',
      'CREATE TABLE u (a INT PRIMARY KEY) STRICT, WITHOUT ROWID',
    ],
    [
      'CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID, STRICT',
      'CREATE TABLE u (a INT PRIMARY KEY)',
    ],
    'make t STRICT',
    'make t WITHOUT ROWID',
    'make u not STRICT',
    'give u a rowid',
  ],
  'another way of writing the same': [
    [
      'CREATE TABLE t (a INT NOT NULL UNIQUE, b TEXT DEFAULT 0 CHECK (b <> 1) REFERENCES p)',
      'CREATE INDEX i ON t (a ASC)',
      'CREATE VIEW v AS SELECT a FROM t',
    ],
    [
      `create table "T" ([A] int not null on conflict abort, -- about a
        "b" Text default (0), foreign key (b) references P on delete no action, check ("b" != 1), unique ("a"))`,
      'create index "I" on [t] (a)',
      'create view V as select "a" from T',
    ],
  ],
  'names that differ in case only, with a new column': [
    ['CREATE TABLE Book (Id INTEGER PRIMARY KEY)', 'CREATE INDEX I ON Book (id)'],
    ['CREATE TABLE book (id INTEGER PRIMARY KEY, isbn TEXT)', 'CREATE INDEX i ON BOOK (ID)'],
    'add column book.isbn TEXT',
  ],
  'letters that SQLite does not fold': [
    ['CREATE TABLE t (a, ä TEXT)'],
    ['CREATE TABLE t (a, Ä INT)'],
    'add column t.Ä INT',
    'drop column t.ä',
  ],
};

describe('The difference of two schemas', () => {
  for (const [name, [before, after, ...lines]] of Object.entries(CASES))
    it(`names ${name}`, () => {
      const [from, to] = [schemaFrom(...before), schemaFrom(...after)];
      const diff = diffSchemas(from, to);
      assert.deepEqual(describeChanges(diff.changes), lines);
      assert.equal(isEmpty(diff), lines.length === 0);
      assert.deepEqual(describeChanges(diffSchemas(to, to).changes), []);
      assert.equal(isEmpty(diffSchemas(to, from)), lines.length === 0);
    });

  it('refers to the objects of the two schemas themselves', () => {
    const from = schemaFrom('CREATE TABLE t (a, b TEXT UNIQUE)', 'CREATE INDEX i ON t (a)');
    const to = schemaFrom('CREATE TABLE t (a, b INT)', 'CREATE INDEX i ON t (b)');
    const [table, index] = diffSchemas(from, to).changes;
    assert.ok(table?.kind === 'change-table' && index?.kind === 'change-index');
    assert.equal(table.from, from.tables[0]);
    assert.equal(table.to, to.tables[0]);
    assert.equal(index.from, from.indexes[0]);
    const [type, unique] = table.changes;
    assert.ok(type?.kind === 'change-type' && unique?.kind === 'drop-unique');
    assert.equal(type.from, from.tables[0]?.columns[1]);
    assert.equal(unique.constraint, from.tables[0]?.uniques[0]);
  });

  it('is found in a schema of a thousand tables', () => {
    const make = (type: string): Schema =>
      schemaFrom(
        ...Array.from(
          { length: 1000 },
          (_, n) =>
            `CREATE TABLE t${n} (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c ${n === 7 ? type : 'TEXT'})`,
        ),
      );
    const lines = describeChanges(diffSchemas(make('TEXT'), make('INT')).changes);
    assert.deepEqual(lines, ['change type of t7.c from TEXT to INT']);
  });
});
