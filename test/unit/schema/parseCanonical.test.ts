import assert from 'node:assert/strict';
import { canonicalOf } from '../../../src/core/schema/parse/canonical.ts';
import type { SchemaObject } from '../../../src/core/schema/model.ts';
import { schemaFrom } from './parseFacts.ts';

/** What other statements refer to. */
const BASE: readonly string[] = [
  'CREATE TABLE p (id INTEGER PRIMARY KEY, x UNIQUE)',
  'CREATE TABLE base (a TEXT COLLATE NOCASE, b INT, "odd name" TEXT, status TEXT)',
];

/** Tables, without CREATE TABLE, that are equal. */
const EQUAL_TABLES: readonly (readonly [string, string])[] = [
  ['t (a INT)', 'IF NOT EXISTS main."T"("A" int)'],
  ['t (a INT, b TEXT)', 't(\n  a INT, -- one\n  b /* two */ TEXT\n)'],
  ['t ("order" INT)', 't ([ORDER] INT)'],
  ['t (a VARCHAR(10), b DECIMAL(1,2))', 't (a varchar ( 10 ), b "DECIMAL" ( 1 , 2 ))'],
  ['t (a UNSIGNED BIG INT)', 't (a "unsigned  big" int)'],
  ['t (id INTEGER PRIMARY KEY)', 't (id INTEGER, PRIMARY KEY (id))'],
  ['t (id INTEGER PRIMARY KEY)', 't (id INTEGER, PRIMARY KEY (ID DESC))'],
  ['t (id INTEGER PRIMARY KEY)', 't (id INTEGER PRIMARY KEY ASC ON CONFLICT ABORT)'],
  ['t (id TEXT PRIMARY KEY DESC)', 't (id TEXT, PRIMARY KEY (id DESC))'],
  [
    't (id INTEGER PRIMARY KEY DESC, b) WITHOUT ROWID',
    't (id INTEGER, b, PRIMARY KEY ((id) DESC)) without rowid',
  ],
  ['t (id INTEGER PRIMARY KEY AUTOINCREMENT)', 't (id INTEGER, PRIMARY KEY (id AUTOINCREMENT))'],
  ['t (a UNIQUE)', `t (a, UNIQUE ('a'))`],
  ['t (a UNIQUE)', 't (a UNIQUE, UNIQUE (a ASC))'],
  [
    't (a TEXT COLLATE NOCASE UNIQUE)',
    't (a TEXT UNIQUE COLLATE nocase, UNIQUE (a COLLATE NoCase))',
  ],
  ['t (a, b, UNIQUE (a), CHECK (a > b))', 't (a CHECK ((a>b)) UNIQUE, b)'],
  ['t (a, UNIQUE (a) CHECK (a))', 't (a, CHECK (a), UNIQUE (a))'],
  ['t (a INT NOT NULL DEFAULT 1 COLLATE RTRIM)', 't (a INT COLLATE rtrim DEFAULT (1) NOT NULL)'],
  ['t (a DEFAULT 0, b DEFAULT -1)', 't (a DEFAULT ((0)), b DEFAULT ( - 1 ))'],
  ['t (a DEFAULT 5, b)', 't (a DEFAULT +5, b DEFAULT NULL)'],
  ['t (a)', 't (a DEFAULT (null) NULL COLLATE BINARY)'],
  [`t (a DEFAULT 'x', b DEFAULT 'A b')`, 't (a DEFAULT x, b DEFAULT "A b")'],
  ['t (a DEFAULT TRUE)', 't (a DEFAULT (true))'],
  ['t (a DEFAULT CURRENT_TIMESTAMP)', 't (a DEFAULT (current_timestamp))'],
  ["t (a DEFAULT x'AB', b DEFAULT 0XFF)", "t (a DEFAULT X'ab', b DEFAULT 0xff)"],
  ['t (a NOT NULL ON CONFLICT ABORT)', 't (a NOT NULL)'],
  ['t (a, b AS (a + 1))', 't (a, b GENERATED ALWAYS AS ((a+1)) VIRTUAL)'],
  ['t (a, b AS (a) STORED)', 't (a, b GENERATED ALWAYS AS (A) stored)'],
  ['t (a REFERENCES p (x))', 't (a, FOREIGN KEY ([a]) REFERENCES "P" (X))'],
  [
    't (a REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL)',
    't (a REFERENCES p ON UPDATE SET NULL ON DELETE CASCADE NOT DEFERRABLE)',
  ],
  ['t (a REFERENCES p)', 't (a REFERENCES p ON DELETE NO ACTION DEFERRABLE INITIALLY IMMEDIATE)'],
  ['t (a REFERENCES p)', 't (a REFERENCES p ON INSERT CASCADE)'],
  [
    't (a REFERENCES p DEFERRABLE INITIALLY DEFERRED NOT NULL)',
    't (a REFERENCES p NOT NULL DEFERRABLE INITIALLY DEFERRED)',
  ],
  ['t (a CHECK (a == 1 AND "A" <> 2))', 't (a CHECK (a = 1 and a != 2))'],
  [`t (a CHECK (a IN ("Open", 'x')))`, `t (a CHECK (a IN ('Open', 'x')))`],
  ['t (a CHECK ("T"."A" > 0))', 't (a CHECK (t.a > 0))'],
  ['t (a CHECK ("Length"(a) > 0))', 't (a CHECK (length(a) > 0))'],
  ['t (a CONSTRAINT c CHECK (a))', 't (a, CONSTRAINT "C" CHECK (a))'],
  ['t (a REFERENCES p (x))', 't (a REFERENCES p (x) MATCH FULL)'],
  ['t (a, CHECK (a > 0) ON CONFLICT IGNORE)', 't (a, CHECK (a > 0))'],
  ['t (a CONSTRAINT unused, b)', 't (a, b, CONSTRAINT also_unused)'],
  ['t (a CONSTRAINT c DEFAULT 1)', 't (a DEFAULT 1)'],
  ['t (a INT PRIMARY KEY) STRICT, WITHOUT ROWID', 't (a INT PRIMARY KEY) without rowid, strict'],
  [
    't (a CHECK ("current_date" > 1), "current_date")',
    't (a CHECK ([CURRENT_DATE] > 1), current_date)',
  ],
];

const DIFFERENT_TABLES: readonly (readonly [string, string])[] = [
  ['t (a INT)', 't2 (a INT)'],
  ['t (a INT, b INT)', 't (b INT, a INT)'],
  ['t (a INT)', 't (a INTEGER)'],
  ['t (a)', 't (a BLOB)'],
  ['t (ä)', 't (Ä)'],
  ['t (id INTEGER PRIMARY KEY)', 't (id INTEGER PRIMARY KEY DESC)'],
  ['t (id INTEGER PRIMARY KEY)', 't (id INT PRIMARY KEY)'],
  ['t (id INTEGER PRIMARY KEY)', 't (id INTEGER PRIMARY KEY AUTOINCREMENT)'],
  ['t (id INTEGER PRIMARY KEY)', 't (id INTEGER PRIMARY KEY ON CONFLICT REPLACE)'],
  ['t (a TEXT PRIMARY KEY)', 't (a TEXT, PRIMARY KEY (a DESC))'],
  ['t (a, b, PRIMARY KEY (a, b))', 't (a, b, PRIMARY KEY (b, a))'],
  ['t (a UNIQUE)', 't (a)'],
  ['t (a, b, UNIQUE (a, b))', 't (a UNIQUE, b UNIQUE)'],
  ['t (a UNIQUE)', 't (a, UNIQUE (a COLLATE NOCASE))'],
  ['t (a COLLATE NOCASE UNIQUE)', 't (a COLLATE NOCASE, UNIQUE (a COLLATE BINARY))'],
  ['t (a UNIQUE ON CONFLICT IGNORE)', 't (a UNIQUE)'],
  ['t (a NOT NULL)', 't (a)'],
  ['t (a NOT NULL)', 't (a CONSTRAINT n NOT NULL)'],
  ['t (a DEFAULT 1)', `t (a DEFAULT '1')`],
  [`t (a DEFAULT 'x')`, `t (a DEFAULT 'X')`],
  ['t (a DEFAULT abc)', 't (a DEFAULT Abc)'],
  ['t (a DEFAULT true)', 't (a DEFAULT "true")'],
  ['t (a DEFAULT current_date)', 't (a DEFAULT "current_date")'],
  ['t (a DEFAULT (1 + 1))', 't (a DEFAULT 2)'],
  ['t (a DEFAULT 0)', 't (a)'],
  ['t (a DEFAULT (1 NOT NULL))', 't (a DEFAULT 1 NOT NULL)'],
  ['t (a DEFAULT -1)', 't (a DEFAULT 1)'],
  ['t (a CHECK (a > 0))', 't (a CHECK (a >= 0))'],
  ['t (a CHECK (a))', 't (a CONSTRAINT c CHECK (a))'],
  [`t (a CHECK (a = 'x'))`, `t (a CHECK (a = 'X'))`],
  ['t (a CHECK (a = "x"))', 't (a CHECK (a = "X"))'],
  [`t (a, x CHECK (a = x))`, `t (a, x CHECK (a = 'x'))`],
  ['t (a CHECK ("null"), "null")', 't (a CHECK (null), "null")'],
  [
    't (a CHECK (current_date > 1), current_date)',
    't (a CHECK ("current_date" > 1), current_date)',
  ],
  ['t (a CHECK ([b c]), "b c")', 't (a CHECK ([b  c]), "b  c")'],
  ['t (a, b AS (a))', 't (a, b AS (a) STORED)'],
  ['t (a REFERENCES p)', 't (a REFERENCES p (id))'],
  ['t (a REFERENCES p)', 't (a REFERENCES p ON DELETE CASCADE)'],
  ['t (a REFERENCES p)', 't (a REFERENCES p ON DELETE RESTRICT)'],
  ['t (a REFERENCES p)', 't (a REFERENCES p DEFERRABLE INITIALLY DEFERRED)'],
  ['t (a INT)', 't (a INT) STRICT'],
  ['t (a INT PRIMARY KEY)', 't (a INT PRIMARY KEY) WITHOUT ROWID'],
  ['t (a COLLATE NOCASE)', 't (a)'],
];

/** Whole statements about `base`. */
const EQUAL_OTHERS: readonly (readonly [string, string])[] = [
  ['CREATE INDEX i ON base (a)', 'create index if not exists main."I" on BASE ( "A" ASC )'],
  ['CREATE INDEX i ON base (a)', `CREATE INDEX i ON base ('a' COLLATE nocase)`],
  ['CREATE INDEX i ON base (b)', 'CREATE INDEX i ON base ((b) COLLATE BINARY)'],
  ['CREATE INDEX i ON base (lower(a))', 'CREATE INDEX i ON base ((Lower( a )) COLLATE BINARY)'],
  [
    `CREATE INDEX i ON base (b) WHERE status = "New"`,
    `CREATE INDEX i ON base (b) WHERE (status == 'New')`,
  ],
  [
    'CREATE VIEW v AS SELECT a, "odd name" FROM base',
    'create view IF NOT EXISTS main.v as\n select "A", [odd name] -- why\n from "BASE"',
  ],
  [
    `CREATE VIEW v (x, "y z") AS SELECT a, 'Z' FROM base`,
    `CREATE VIEW v ("X", [y z]) AS SELECT a, "Z" FROM base`,
  ],
  [
    'CREATE VIEW v AS SELECT s."Odd" FROM (SELECT a AS "Odd" FROM base) AS s',
    'CREATE VIEW v AS SELECT s.[odd] FROM (SELECT a AS [odd] FROM base) AS "S"',
  ],
  [
    'CREATE VIEW v AS WITH "Sub" AS (SELECT 1) SELECT * FROM sub',
    'CREATE VIEW v AS WITH SUB AS (SELECT 1) SELECT * FROM "Sub"',
  ],
  [
    'CREATE TRIGGER g AFTER INSERT ON base WHEN (new.begin > 1) BEGIN SELECT 1; END',
    'CREATE TRIGGER g AFTER INSERT ON base WHEN new.begin > 1 BEGIN SELECT 1; END',
  ],
  [
    'CREATE TRIGGER g BEFORE INSERT ON base BEGIN SELECT 1; END',
    'create trigger g insert on "base" for each row begin select 1 ; end',
  ],
  [
    'CREATE TRIGGER g AFTER UPDATE OF a, "odd name" ON base WHEN new.a > 1 BEGIN DELETE FROM p; END',
    'CREATE TRIGGER g AFTER UPDATE OF [A],[odd name] ON main.base WHEN (NEW . "a" > 1) BEGIN DELETE FROM "p" ; END',
  ],
  [
    'CREATE TRIGGER g AFTER UPDATE OF a, status ON base BEGIN SELECT 1; END',
    'CREATE TRIGGER g AFTER UPDATE OF status, a ON base BEGIN SELECT 1; END',
  ],
  [
    'CREATE VIRTUAL TABLE f USING fts5(a, b)',
    'create virtual table IF NOT EXISTS "F" using FTS5 ( a , b )',
  ],
];

const DIFFERENT_OTHERS: readonly (readonly [string, string])[] = [
  ['CREATE INDEX i ON base (a)', 'CREATE UNIQUE INDEX i ON base (a)'],
  ['CREATE INDEX i ON base (a)', 'CREATE INDEX i ON base (a DESC)'],
  ['CREATE INDEX i ON base (a)', 'CREATE INDEX i ON base (a COLLATE BINARY)'],
  ['CREATE INDEX i ON base (b)', 'CREATE INDEX i ON base (b COLLATE NOCASE)'],
  ['CREATE INDEX i ON base (a, b)', 'CREATE INDEX i ON base (b, a)'],
  ['CREATE INDEX i ON base (a)', 'CREATE INDEX i ON base (a) WHERE b'],
  [
    'CREATE INDEX i ON base (b) WHERE status = "new"',
    'CREATE INDEX i ON base (b) WHERE status = "New"',
  ],
  [
    'CREATE INDEX i ON base (a || b COLLATE NOCASE)',
    'CREATE INDEX i ON base ((a || b) COLLATE NOCASE)',
  ],
  ['CREATE VIEW v AS SELECT a FROM base', 'CREATE VIEW v (a) AS SELECT a FROM base'],
  [
    'CREATE VIEW v AS SELECT status FROM base WHERE status = "New"',
    'CREATE VIEW v AS SELECT status FROM base WHERE status = "NEW"',
  ],
  [`CREATE VIEW v AS SELECT a FROM base`, `CREATE VIEW v AS SELECT 'a' FROM base`],
  [
    'CREATE TRIGGER g BEFORE INSERT ON base BEGIN SELECT 1; END',
    'CREATE TRIGGER g AFTER INSERT ON base BEGIN SELECT 1; END',
  ],
  [
    'CREATE TRIGGER g AFTER UPDATE ON base BEGIN SELECT 1; END',
    'CREATE TRIGGER g AFTER UPDATE OF a ON base BEGIN SELECT 1; END',
  ],
  ['CREATE VIRTUAL TABLE f USING fts5(a)', 'CREATE VIRTUAL TABLE f USING fts5(A)'],
  [
    'CREATE VIRTUAL TABLE f USING fts5(a, prefix=2)',
    `CREATE VIRTUAL TABLE f USING fts5(a, prefix='2')`,
  ],
];

describe('Canonical texts', () => {
  for (const [a, b] of [...EQUAL_TABLES.map(asTables), ...EQUAL_OTHERS])
    it(`are equal: ${line(a)} = ${line(b)}`, () => {
      assert.equal(canonicalIn(a), canonicalIn(b));
    });

  for (const [a, b] of [...DIFFERENT_TABLES.map(asTables), ...DIFFERENT_OTHERS])
    it(`differ: ${line(a)} and ${line(b)}`, () => {
      assert.notEqual(canonicalIn(a), canonicalIn(b));
    });

  it('of tables make the table again, but for a key that only a column can have', () => {
    const pairs = [...EQUAL_TABLES.map(asTables), ...DIFFERENT_TABLES.map(asTables)];
    const onlyWithColumn = /INTEGER PRIMARY KEY DESC\)/;
    for (const statement of pairs.flat().filter((each) => !onlyWithColumn.test(each))) {
      const canonical = canonicalIn(statement);
      assert.equal(canonicalIn(canonical), canonical);
    }
  });

  it('keep a name apart from what else reads like it', () => {
    assert.equal(
      canonicalOf('SELECT "A", [b c], `select`, \'A\' -- x\n'),
      `select a , "b c" , "select" , 'A'`,
    );
    assert.notEqual(canonicalOf('"a , b"'), canonicalOf('a , b'));
    assert.notEqual(canonicalOf('"1"'), canonicalOf('1'));
    assert.notEqual(canonicalOf(`"'x'"`), canonicalOf(`'x'`));
    assert.notEqual(canonicalOf('"a""b"'), canonicalOf('"a" "b"'));
  });
});

function asTables([a, b]: readonly [string, string]): readonly [string, string] {
  return [`CREATE TABLE ${a}`, `CREATE TABLE ${b}`];
}

/** The canonical text of the object that a statement makes beside the base tables. */
function canonicalIn(statement: string): string {
  const schema = schemaFrom(...BASE, statement);
  const objects: readonly SchemaObject[] = [
    ...schema.tables.slice(BASE.length),
    ...schema.virtualTables,
    ...schema.indexes,
    ...schema.views,
    ...schema.triggers,
  ];
  const [object, ...others] = objects;
  assert.ok(object && others.length === 0, 'the statement makes one object');
  return object.canonical;
}

function line(statement: string): string {
  return statement.replace(/\s+/g, ' ');
}
