import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import Database from 'better-sqlite3';
import { errorOffset } from '../../../src/core/sql/errorOffset.ts';
import type { Prepare } from '../../../src/core/sql/errorOffset.ts';

/** What both drivers offer, down to the message of a failure. */
interface Compiler {
  readonly prepare: Prepare;
  readonly run: Prepare;
  readonly close: () => void;
}

const SCHEMA = `
  CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT, "full name" TEXT);
  CREATE TABLE pets (id INTEGER PRIMARY KEY, owner REFERENCES people, name TEXT, "列" TEXT);
  CREATE TABLE sums (a INT, b INT, c INT AS (a + b));
  CREATE INDEX pets_owner ON pets (owner);
  CREATE VIEW grown AS SELECT id, name FROM people;
  CREATE TRIGGER people_guard AFTER DELETE ON people BEGIN DELETE FROM pets WHERE owner = old.id; END;
  CREATE TRIGGER stale AFTER UPDATE ON sums BEGIN INSERT INTO gone (a) VALUES (new.a); END;
  INSERT INTO people (id, name) VALUES (1, 'Anne');`;

const DRIVERS: ReadonlyMap<string, () => Compiler> = new Map([
  ['better-sqlite3', betterSqlite],
  ['node:sqlite', nodeSqlite],
]);

/** The message of the failure, then statements in which `^` stands before the token it is about. */
const CASES: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /syntax error$/,
    [
      '^SELEC 1;',
      'SELECT 1 ^2 3 2;',
      'SELECT name name ^name FROM people;',
      'SELECT (1, 2), (3 ^;',
      'SELECT 1, 2, ^, 3;',
      'SELECT id FROM people ORDER BY sum(id) OVER (ORDER BY id), EXISTS (SELECT 1) ^OVER (ORDER BY id);',
      'SELECT id FROM people ORDER BY sum(id) FILTER (WHERE 1), EXISTS (SELECT 1) ^FILTER (WHERE 1);',
      'SELECT 1 FROM people WHER ^id = 1;',
      'CREATE TABLE t (a INTEGER, b TEXT, ^);',
      'CREATE TABLE t (a INTEGER, PRIMARY KEY (a) ^b TEXT);',
      'CREATE TABLE ^(a);',
      'CREATE TABLE t (a INT)^);',
      'INSERT INTO people (id, name) ^VALUE (1, 2);',
      "UPDATE people SET name = 'x' ^city = 'y';",
      "SELECT 'it' 's' ^'s' FROM people;",
      'SELECT "a" "b" ^"b" FROM people;',
      'SELECT * FROM people WHERE ^;',
      'ALTER TABLE people ADD COLUMN ^;',
      'DROP TABLE IF ^EXIST people;',
      'DELETE ^people;',
      "INSERT INTO people (name) VALUES ('Zoë 🐘'), ('中文') ^('x'), ('y');",
      'SELECT /* , */ 1, -- , ,\n  2,\n  3 ^4\nFROM people;',
      'SELECT\r\n  id,\r\n  name,\r\n^FROM people;',
      'CREATE TABLE t (\n  a INTEGER PRIMARY ^KEYS,\n  b TEXT\n);',
      'CREATE TRIGGER tr AFTER INSERT ON people BEGIN SELECT 1; SELECT ^FROM people; END;',
      'CREATE TRIGGER tr AFTER INSERT ON people BEGIN UPDATE people SET name = 1 ^END;',
      'CREATE TRIGGER tr AFTER INSERT ON people BEGIN ^END;',
      'CREATE TRIGGER tr AFTER INSERT ON people WHEN 1^; SELECT 1; END;',
      'CREATE VIEW v AS SELECT 1 AS^;',
      `INSERT INTO people (id) VALUES ${'(1), '.repeat(3000)}(1 ^1)${', (1)'.repeat(3000)};`,
      'PRAGMA user_version = ^= 3;',
      'SELECT CASE WHEN 1 THEN 2 ^FROM people;',
      'CREATE INDEX i ON people (name ^city);',
    ],
  ],
  [
    /^incomplete input$/,
    [
      'SELECT 1 ^+',
      'CREATE TABLE t (a, ^b',
      "INSERT INTO people VALUES (1, ^'x' -- to do\n\n",
      '^CREATE',
    ],
  ],
  [
    /^unrecognized token/,
    [
      "SELECT 1 FROM people WHERE name = ^'Anne;",
      'SELECT ^"name FROM people;',
      'SELECT ^[name FROM people;',
      'SELECT ^{1}',
      "SELECT x'00', ^x'0' FROM people;",
      'SELECT 12, ^12ab, 12;',
      'SELECT 1 ^\\ 2;',
      "SELECT 'ok', '中', ^\u0001;",
    ],
  ],
  [
    /^no such column/,
    [
      'SELECT id, ^nmae FROM people;',
      'SELECT id, ^nmae AS x, 1 AS nmae FROM people;',
      'SELECT p.id, ^p.nmae FROM people p;',
      'SELECT p.id, ^q.id FROM people p;',
      'SELECT ^main.people.nmae FROM people;',
      'SELECT p . id, ^P . "nmae" FROM people p;',
      'SELECT id FROM people WHERE ^[full  name] = 1 AND "full name" = 2;',
      "UPDATE people SET name = 'nmae', ^nmae = 'nmae' WHERE id = 1;",
      'DELETE FROM people WHERE name = ^nmae;',
      'CREATE INDEX i ON people (name, ^nmae);',
      'CREATE TABLE t (a INT, CHECK (^b > 0));',
      'CREATE TABLE t (a INT, b INT AS (a + ^d));',
      'SELECT "列" FROM pets WHERE owner > ^表;',
      'ALTER TABLE people RENAME COLUMN ^nmae TO name2;',
      'SELECT 1\nFROM people\nWHERE people.id = ^nmae.id;',
      'SELECT (SELECT max(id) FROM pets WHERE owner = p.id AND ^nme = 1) FROM people p;',
    ],
  ],
  [
    /^no such (?!column)/,
    [
      'SELECT peple.id FROM ^peple;',
      'INSERT INTO ^peple SELECT * FROM people;',
      'SELECT 1 FROM people JOIN ^peple ON people.id = peple.id;',
      'DROP TABLE ^peple;',
      'DROP TABLE ^main.peple;',
      'DROP INDEX ^peple;',
      'DROP TRIGGER ^peple;',
      'ALTER TABLE ^peple ADD COLUMN peple;',
      'CREATE INDEX peple_i ON ^peple (id);',
      'CREATE TRIGGER peple_t AFTER INSERT ON ^peple BEGIN SELECT 1; END;',
      'SELECT lower(name), ^lowr(name) FROM people;',
      'SELECT name COLLATE nocase FROM people ORDER BY name COLLATE ^nocas;',
      'SELECT 1 FROM ^表格 JOIN people;',
      'SELECT sum(id) OVER ^w FROM people;',
    ],
  ],
  [
    /^(ambiguous|duplicate|circular|cannot join)/,
    [
      'SELECT people.name, ^name FROM people JOIN pets ON owner = people.id;',
      'SELECT 1 FROM people JOIN pets ON people.id = owner WHERE ^id = 1;',
      'CREATE TABLE t (name TEXT, city TEXT, ^Name TEXT);',
      'CREATE TABLE t (a, "b c", ^[b c]);',
      'ALTER TABLE people ADD COLUMN ^city TEXT;',
      'WITH x AS (SELECT 1), y AS (SELECT 2), ^x AS (SELECT 3) SELECT * FROM y;',
      'SELECT 1 FROM people JOIN pets USING (^owner);',
    ],
  ],
  [
    /already/,
    [
      'CREATE TABLE ^people (people);',
      'CREATE TABLE ^"people" (people);',
      'CREATE TABLE main.^people (people);',
      'CREATE VIEW ^grown AS SELECT 1 AS grown;',
      'CREATE INDEX ^pets_owner ON pets (name);',
      'CREATE INDEX ^people ON people (name);',
      'CREATE TRIGGER ^people_guard AFTER INSERT ON people BEGIN SELECT 1; END;',
      'ALTER TABLE pets RENAME TO ^people;',
    ],
  ],
  [
    /has no column|unknown|not constant|may not be|because it is a view|generated|reserved|wrong number|misuse|missing|more than one|use DROP/,
    [
      'INSERT INTO people (id, ^people) VALUES (1, 2);',
      'INSERT INTO people (id, ^nmae) SELECT 1, nmae FROM (SELECT 2 AS nmae);',
      'CREATE TABLE t (a, FOREIGN KEY (^b) REFERENCES people);',
      'CREATE TABLE ^nosuch.t (a);',
      'CREATE TABLE t (a) ^STRCT;',
      'CREATE TABLE t (a, ^b DEFAULT (a));',
      'DROP TABLE ^sqlite_master;',
      'INSERT INTO ^grown VALUES (1, 2);',
      'UPDATE sums SET a = 1, ^c = 2;',
      'UPDATE sums SET a = c, ^C = 2;',
      'UPDATE ^GROWN SET name = 1 WHERE grown.id = 2;',
      'INSERT INTO sums (a, ^c) VALUES (1, 2);',
      'CREATE TABLE ^sqlite_x (a);',
      'SELECT ^substr(name) FROM people WHERE substr(name, 1) = 1;',
      'SELECT id FROM people WHERE ^count(id) > 1;',
      'CREATE TABLE t (a INT, ^b) STRICT;',
      'CREATE TABLE t (a INT, b ^STRING) STRICT;',
      'CREATE TABLE ^t (a INTEGER PRIMARY KEY, b INTEGER PRIMARY KEY);',
      'CREATE TABLE ^t (t INT) WITHOUT ROWID;',
      'DROP TABLE ^grown;',
    ],
  ],
  [
    /columns|constraint failed|subqueries|no such (table: main.gone|module)/,
    [
      '^INSERT INTO sums VALUES (1, 2, 3);',
      '^INSERT INTO people (id, name) VALUES (1, 2, 3);',
      "^INSERT INTO people (id, name) VALUES (1, 'Anne');",
      '^INSERT INTO people (name) VALUES (NULL);',
      '^SELECT 1 UNION SELECT 1, 2;',
      '^CREATE TABLE t (a CHECK (a IN (SELECT 1)));',
      '^UPDATE sums SET a = 1;',
      "^UPDATE sums SET a = (SELECT count(*) FROM people AS gone) WHERE 'main' = 1;",
      '^CREATE VIRTUAL TABLE v USING nosuch(a);',
    ],
  ],
];

for (const [driver, open] of DRIVERS) {
  describe(`errorOffset with ${driver}`, () => {
    let compiler: Compiler;
    before(() => {
      compiler = open();
    });
    after(() => compiler.close());

    for (const [message, statements] of CASES) {
      for (const marked of statements) {
        const title = marked.length > 90 ? `${marked.slice(0, 60)}…` : marked;
        it(`${JSON.stringify(title)}: ${message.source}`, () => check(compiler, message, marked));
      }
    }

    it('finds one wrong name among thousands with few probes', () => {
      const columns = Array.from({ length: 900 }, () => 'p.name, q.nmae');
      const statement = `SELECT ${columns.join(', ')} FROM people p JOIN (SELECT 1 AS id) q;`;
      let probes = 0;
      const offset = errorOffset(statement, 'no such column: q.nmae', (sql) => {
        probes += 1;
        return compiler.prepare(sql);
      });
      assert.equal(offset, statement.indexOf('q.nmae'));
      assert.ok(probes <= 40, `${probes} probes`);
    });

    it('answers the start where the compiler does not repeat the failure', () => {
      for (const message of [
        'no such column: nmae',
        'near "nmae": syntax error',
        'disk I/O error',
      ]) {
        assert.equal(errorOffset('SELECT 1 AS nmae;', message, compiler.prepare), 0);
      }
    });
  });
}

describe('errorOffset without double-quoted strings', () => {
  it('finds a double-quoted name that is no column', () => {
    const compiler = betterSqlite();
    check(compiler, /no such column/, 'SELECT \'nmae\', ^"nmae" FROM people;');
    check(compiler, /no such column/, 'SELECT name FROM people WHERE city = ^"a.b";');
    compiler.close();
  });
});

function check(compiler: Compiler, expected: RegExp, marked: string): void {
  const offset = marked.indexOf('^');
  const statement = marked.slice(0, offset) + marked.slice(offset + 1);
  const message = compiler.prepare(statement) ?? compiler.run(statement);
  assert.ok(message !== null, 'the statement must fail');
  assert.match(message, expected);
  const found = errorOffset(statement, message, compiler.prepare);
  const shown = `${statement.slice(0, found)}^${statement.slice(found)}`;
  assert.equal(shown, marked, message);
}

function messageOf(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function betterSqlite(): Compiler {
  const database = new Database(':memory:');
  database.exec(SCHEMA);
  return {
    prepare: (sql) => messageOf(() => database.prepare(sql)),
    run: (sql) => messageOf(() => database.exec(sql)),
    close: () => database.close(),
  };
}

function nodeSqlite(): Compiler {
  const database = new DatabaseSync(':memory:', { enableDoubleQuotedStringLiterals: true });
  database.exec(SCHEMA);
  return {
    prepare: (sql) => messageOf(() => database.prepare(sql)),
    run: (sql) => messageOf(() => database.exec(sql)),
    close: () => database.close(),
  };
}
