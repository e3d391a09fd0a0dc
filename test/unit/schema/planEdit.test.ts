import assert from 'node:assert/strict';
import { canonicalName } from '../../../src/core/schema/parse/canonical.ts';
import { parseTable } from '../../../src/core/schema/parse/table.ts';
import { editTable } from '../../../src/core/schema/plan/editTable.ts';

/** What is asked, the live text, the desired text, and what comes of them. */
const CASES: readonly (readonly [string, string, string, string])[] = [
  [
    'keeps comments and spaces of what is equal',
    'CREATE TABLE t(\n  -- above a\n  a  INT, -- behind a\n\n  /* above b */\n  b TEXT -- behind b\n  -- the end\n)',
    'create table t (a int, b text not null)',
    'CREATE TABLE "x"(\n  -- above a\n  a  INT, -- behind a\n\n  /* above b */\n  b TEXT not null -- behind b\n  -- the end\n)',
  ],
  [
    'puts a comma before a comment that ends the last line',
    'CREATE TABLE t (\n  a INT -- last, as yet\n)',
    'CREATE TABLE t (a INT, b INT)',
    'CREATE TABLE "x" (\n  a INT, -- last, as yet\n  b INT\n)',
  ],
  [
    'takes the comments of a column with it when it goes',
    'CREATE TABLE t (\n  a INT, -- one\n  -- about b\n  b INT, -- two\n  c INT -- three\n)',
    'CREATE TABLE t (a INT, c INT)',
    'CREATE TABLE "x" (\n  a INT, -- one\n  c INT -- three\n)',
  ],
  [
    'leaves no comma behind when the last column goes',
    'CREATE TABLE t (a INT, b INT /* two, no more */)',
    'CREATE TABLE t (a INT)',
    'CREATE TABLE "x" (a INT)',
  ],
  [
    'brings the comments of a new column',
    'CREATE TABLE t (\n  a INT -- one\n)',
    'CREATE TABLE t (\n  a INT,\n\n  -- what b is\n  b INT -- two\n)',
    'CREATE TABLE "x" (\n  a INT, -- one\n\n  -- what b is\n  b INT -- two\n)',
  ],
  [
    'moves columns with their comments',
    'CREATE TABLE t (\n  a INT, -- one\n  b INT -- two\n)',
    'CREATE TABLE t (b INT, a INT)',
    'CREATE TABLE "x" (\n  b INT, -- two\n  a INT -- one\n)',
  ],
  [
    'takes constraints without commas apart',
    'CREATE TABLE t (a INT, CHECK (a > 0) -- no comma\n UNIQUE (a) CHECK (a < 9))',
    'CREATE TABLE t (a INT, CHECK (a < 9), CHECK (a > 0))',
    'CREATE TABLE "x" (a INT, CHECK (a < 9), CHECK (a > 0) -- no comma\n)',
  ],
  [
    'changes no more of a column than what differs',
    `CREATE TABLE t (a VARCHAR (10) /* short */ DEFAULT 'x, y' -- why\n NOT NULL CHECK (a <> ''), b INT)`,
    `CREATE TABLE t (a TEXT DEFAULT 'z' CHECK (a <> '') COLLATE NOCASE, b INT)`,
    `CREATE TABLE "x" (a TEXT /* short */ DEFAULT 'z' -- why\n  CHECK (a <> '') COLLATE NOCASE, b INT)`,
  ],
  [
    'puts a new clause where the desired text has it',
    `CREATE TABLE t (a INT /* n */ DEFAULT 1 CHECK (a > 0), b TEXT -- b\n UNIQUE REFERENCES t (a), c INT UNIQUE)`,
    `CREATE TABLE t (a INT NOT NULL DEFAULT 2 CHECK (a > 0) UNIQUE, b TEXT NOT NULL DEFAULT '' REFERENCES t (a), c INT NOT NULL COLLATE RTRIM UNIQUE)`,
    `CREATE TABLE "x" (a INT /* n */ NOT NULL DEFAULT 2 CHECK (a > 0) UNIQUE, b TEXT -- b\n  NOT NULL DEFAULT '' REFERENCES t (a), c INT NOT NULL COLLATE RTRIM UNIQUE)`,
  ],
  [
    'gives a type to a column that had none',
    'CREATE TABLE t (a, b /* it */ NOT NULL)',
    'CREATE TABLE t (a INT, b TEXT NOT NULL)',
    'CREATE TABLE "x" (a INT, b TEXT /* it */ NOT NULL)',
  ],
  [
    'takes a type away',
    'CREATE TABLE t (a INT NOT NULL)',
    'CREATE TABLE t (a NOT NULL)',
    'CREATE TABLE "x" (a NOT NULL)',
  ],
  [
    'writes a name in quotes where it stands, whatever stands around it',
    'CREATE /* a */ TABLE /* b */ [t] /* c */ (a INT) /* d */ WITHOUT /* e */ ROWID',
    'CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID',
    'CREATE /* a */ TABLE /* b */ "x" /* c */ (a INT PRIMARY KEY) /* d */ WITHOUT /* e */ ROWID',
  ],
  [
    'takes the options from the desired text where they differ',
    'CREATE TABLE t (a INT PRIMARY KEY) -- none',
    'CREATE TABLE t (a INT PRIMARY KEY) STRICT, WITHOUT ROWID',
    'CREATE TABLE "x" (a INT PRIMARY KEY) STRICT, WITHOUT ROWID',
  ],
  [
    'drops the options',
    'CREATE TABLE t (a INT PRIMARY KEY) STRICT',
    'CREATE TABLE t (a INT PRIMARY KEY)',
    'CREATE TABLE "x" (a INT PRIMARY KEY)',
  ],
  [
    'does not take a keyword in a name or a string for a clause',
    `CREATE TABLE t ("not null" TEXT DEFAULT 'unique, check (', "b)" INT)`,
    `CREATE TABLE t ("not null" TEXT DEFAULT 'unique, check (' NOT NULL, "b)" INT)`,
    `CREATE TABLE "x" ("not null" TEXT DEFAULT 'unique, check (' NOT NULL, "b)" INT)`,
  ],
  [
    'takes the desired text where no edit comes to it',
    'CREATE TABLE t (a INT REFERENCES p (x) NOT NULL DEFERRABLE INITIALLY DEFERRED)',
    'CREATE TABLE t (a INT REFERENCES p (x) REFERENCES q (y) DEFERRABLE INITIALLY DEFERRED)',
    'CREATE TABLE "x" (a INT REFERENCES p (x) REFERENCES q (y) DEFERRABLE INITIALLY DEFERRED)',
  ],
];

describe('Editing the text of a table', () => {
  for (const [title, live, after, expected] of CASES)
    it(title, () => {
      const [from, to] = [parseTable(live), parseTable(after)];
      const before = title.startsWith('writes') ? { ...from, canonical: to.canonical } : from;
      const edited = editTable(before, to, 'x');
      assert.equal(edited, expected);
      assert.equal(parseTable(edited).canonical, to.canonical.replace('table t', 'table x'));
    });

  it('quotes the new name', () => {
    const table = parseTable('CREATE TABLE t (a)');
    const edited = editTable(table, table, 'a"b');
    assert.equal(edited, 'CREATE TABLE "a""b" (a)');
    assert.ok(parseTable(edited).canonical.includes(canonicalName('a"b')));
  });
});
