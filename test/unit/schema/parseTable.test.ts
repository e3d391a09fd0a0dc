import assert from 'node:assert/strict';
import {
  afterEarlier,
  describe as describeFailure,
  errorReport,
  MigrateError,
} from '../../../src/core/errors.ts';
import { parseTable } from '../../../src/core/schema/parse/table.ts';
import { checkAgainstPragmas, stock } from './parseFacts.ts';

/** Statements whose tables must be read as the pragmas of SQLite report them. */
const CORPUS: readonly string[] = [
  'CREATE TABLE t (a)',
  'create table t(a,b,c)',
  'CREATE TABLE IF NOT EXISTS t (a INT)',
  'CREATE TABLE main.t (a INT)',
  'CREATE TABLE main . "t x" /* spaced */ (a INT)',
  `CREATE TABLE 't' ('a' INT, "b""c" TEXT, [d e], \`f\`\`g\` REAL, 'h''i')`,
  'CREATE TABLE "if" ("not" INT, "exists" TEXT)',
  'CREATE TABLE t (if INT, key TEXT, action, desc, temp, view, row)',
  'CREATE TABLE t (current_date, indexed, left INT, "order", "check" INT, generated, always TEXT)',
  'CREATE TABLE naïve (größe INT, 列 TEXT, "\u00a0" INT, a$b, _1)',
  'CREATE TABLE t (a VARCHAR(10), b DECIMAL(10,2), c DECIMAL(-1, +2), d NUMERIC ( 5 ))',
  'CREATE TABLE t (a VARCHAR  ( 10 ) , b "my type", c UNSIGNED BIG INT, d DOUBLE PRECISION)',
  'CREATE TABLE t (a double /* why */ precision, b FLOAT -- not exact\n, c\tNATIVE\nCHARACTER(70))',
  `CREATE TABLE t (a [a b], b 'x y', c \`z\`)`,
  'CREATE TABLE t (a int desc, b key, c int initially, d no action, e replace (1))',
  'CREATE TABLE t (id INTEGER PRIMARY KEY, b)',
  'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL)',
  'CREATE TABLE t (id INTEGER PRIMARY KEY ASC ON CONFLICT REPLACE AUTOINCREMENT, b TEXT)',
  'CREATE TABLE t (id INTEGER PRIMARY KEY DESC)',
  'CREATE TABLE t (id INTEGER, PRIMARY KEY (id DESC))',
  'CREATE TABLE t (id INTEGER, PRIMARY KEY (id COLLATE NOCASE DESC AUTOINCREMENT))',
  'CREATE TABLE t (id INTEGER, PRIMARY KEY ((id)))',
  `CREATE TABLE t (id "INTEGER" PRIMARY KEY, b)`,
  'CREATE TABLE t (id INTEGER(4) PRIMARY KEY, b)',
  'CREATE TABLE t (id INT PRIMARY KEY)',
  'CREATE TABLE t (id INTEGER PRIMARY KEY) WITHOUT ROWID',
  'CREATE TABLE t (id INTEGER PRIMARY KEY DESC, b) WITHOUT ROWID',
  'CREATE TABLE t (id INTEGER COLLATE RTRIM, b, PRIMARY KEY (id COLLATE NOCASE DESC)) WITHOUT ROWID',
  'CREATE TABLE t (a TEXT, b TEXT COLLATE NOCASE, PRIMARY KEY (b, a DESC)) WITHOUT ROWID',
  'CREATE TABLE t (a TEXT, b INTEGER, PRIMARY KEY (b COLLATE RTRIM, A))',
  'CREATE TABLE t (a TEXT PRIMARY KEY, b ANY) STRICT',
  'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT',
  'CREATE TABLE t (a INT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID',
  'CREATE TABLE t (a INT PRIMARY KEY) without rowid , strict',
  'CREATE TABLE t (a TEXT UNIQUE, b TEXT UNIQUE ON CONFLICT IGNORE, c, UNIQUE (a), UNIQUE (b, c))',
  'CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE COLLATE RTRIM, UNIQUE (a COLLATE BINARY))',
  `CREATE TABLE t (a, b, UNIQUE ('a'), UNIQUE ((b)), UNIQUE ("b" COLLATE "nocase" ASC, [a] DESC))`,
  'CREATE TABLE t (a, UNIQUE (a), UNIQUE (a DESC), UNIQUE (a) ON CONFLICT FAIL)',
  'CREATE TABLE t (a NOT NULL, b NOT NULL ON CONFLICT REPLACE DEFAULT 1, c NULL, d NULL ON CONFLICT IGNORE NOT NULL)',
  `CREATE TABLE t (a DEFAULT 1, b DEFAULT -1, c DEFAULT +1.5, d DEFAULT - 1, e DEFAULT 'it''s', f DEFAULT x'00fF')`,
  'CREATE TABLE t (a DEFAULT NULL, b DEFAULT (NULL), c DEFAULT true, d DEFAULT Abc, e DEFAULT "A b", f DEFAULT [x])',
  'CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP, b DEFAULT (current_date), c DEFAULT "current_time")',
  `CREATE TABLE t (a DEFAULT (1 + /* two */ 2), b DEFAULT ( (0) ), c DEFAULT (datetime('now', '-1 day')), d DEFAULT (')'))`,
  'CREATE TABLE t (a DEFAULT 1 NOT NULL DEFAULT 2, b DEFAULT 1e5, c DEFAULT 0xFF, d DEFAULT 9223372036854775807)',
  'CREATE TABLE t (a INT GENERATED ALWAYS AS (1), b GENERATED ALWAYS AS (a) STORED, c INT AS (a * 2) VIRTUAL, d)',
  "CREATE TABLE t (a, b TEXT AS (a || ')') NOT NULL CHECK (b > 0), c AS (json_extract(a, '$.x')) UNIQUE)",
  'CREATE TABLE t (a, b INT GENERATED /* odd */ ALWAYS AS (a), c INTEGER VALUE ALWAYS, d GENERATED ALWAYS (1))',
  'CREATE TABLE t (a INTEGER GENERATED, b INTEGER ALWAYS, c MY GENERATED ALWAYS, d "generated always")',
  'CREATE TABLE t (a INT CONSTRAINT x, b INT CONSTRAINT y CONSTRAINT z NOT NULL, CONSTRAINT q CONSTRAINT r CHECK (a > 0) CONSTRAINT s UNIQUE (a), CONSTRAINT last)',
  'CREATE TABLE t (a INT, b INT, UNIQUE (a) UNIQUE (b) CHECK (a > b) PRIMARY KEY (a, b))',
  'CREATE TABLE t (a INT CONSTRAINT pk PRIMARY KEY CONSTRAINT "n n" NOT NULL CONSTRAINT c CHECK (a > 0) CONSTRAINT d DEFAULT 5 CONSTRAINT e COLLATE NOCASE)',
  'CREATE TABLE t (a INT CHECK (a > 0) CHECK (a < (9 + (1))), CHECK (a <> 5) ON CONFLICT IGNORE)',
  `CREATE TABLE t (a TEXT CHECK (a = "Open") CHECK (a IN ("a", 'x', ')', ',')))`,
  'CREATE TABLE t (a REFERENCES p, b REFERENCES p (x), c CONSTRAINT k REFERENCES "p q" ("x y"))',
  'CREATE TABLE t (a REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL, b REFERENCES p ON UPDATE SET DEFAULT ON DELETE RESTRICT)',
  'CREATE TABLE t (a REFERENCES p ON DELETE NO ACTION MATCH FULL ON INSERT CASCADE ON DELETE SET NULL)',
  'CREATE TABLE t (a REFERENCES p DEFERRABLE, b REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED, c REFERENCES p DEFERRABLE INITIALLY IMMEDIATE NOT NULL)',
  'CREATE TABLE t (a INT REFERENCES p (x) NOT NULL DEFERRABLE INITIALLY DEFERRED, b INT NOT DEFERRABLE)',
  'CREATE TABLE t (a, b, FOREIGN KEY (a, b) REFERENCES p (x, y) ON DELETE CASCADE, FOREIGN KEY (b) REFERENCES t)',
  'CREATE TABLE t (a, b, CONSTRAINT k FOREIGN KEY (A) REFERENCES P (X) MATCH simple DEFERRABLE INITIALLY DEFERRED FOREIGN KEY ("b") REFERENCES p)',
  'CREATE TABLE t (a REFERENCES p (x) REFERENCES q (y) REFERENCES p (x))',
  'CREATE TABLE t (a INT -- the first, with (a bracket\n, b TEXT /* and , a comma */ NOT NULL -- last\n)',
  'CREATE TABLE t (-- nothing\n a)',
  'CREATE TABLE t\n(\n  a TEXT NOT NULL\n)\nSTRICT -- options\n',
  'CREATE TABLE t AS SELECT 1 AS a, \'x\' AS "b c", 2.5 AS "select"',
  'CREATE TABLE t (a TEXT COLLATE "NOCASE", b TEXT COLLATE \'RTRIM\', c COLLATE [BINARY])',
  'CREATE TABLE t (a CHECK (CASE WHEN a THEN 1 ELSE 0 END), b CHECK (b BETWEEN 1 AND 2 OR b IS NOT NULL))',
  `CREATE TABLE t (id GUID NOT NULL, name TEXT NOT NULL DEFAULT '', name__hlc TEXT, PRIMARY KEY (id))`,
  '\tCREATE\nTABLE\rt\f(a\n,\nb)',
];

describe('A stored table', () => {
  for (const statement of CORPUS) {
    it(`is read as SQLite reads it: ${statement.replace(/\s+/g, ' ').slice(0, 90)}`, () => {
      checkAgainstPragmas(statement);
    });
  }

  it('is read as ALTER TABLE leaves it', () => {
    const database = stock(
      'CREATE TABLE t (a INT, b TEXT -- last\n)',
      'ALTER TABLE t RENAME TO "new name"',
      `ALTER TABLE "new name" ADD COLUMN c TEXT NOT NULL DEFAULT 'x' CHECK (c <> "")`,
      'ALTER TABLE "new name" RENAME a TO "select"',
      'ALTER TABLE "new name" ADD COLUMN d REFERENCES t (a)',
      'ALTER TABLE "new name" DROP COLUMN b',
    );
    const row = database.prepare('SELECT sql FROM sqlite_schema').get();
    database.close();
    const table = parseTable(String(row?.['sql']));
    assert.equal(table.name, 'new name');
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['select', 'c', 'd'],
    );
  });

  it('tells the rowid alias as inserting a row shows it', () => {
    const cases: readonly string[] = [
      'id INTEGER PRIMARY KEY, b',
      'id integer primary key asc, b',
      'id INTEGER PRIMARY KEY DESC, b',
      'id INTEGER, b, PRIMARY KEY (id DESC)',
      'id INTEGER, b, PRIMARY KEY ("ID")',
      'id "INTEGER" PRIMARY KEY, b',
      'id INT PRIMARY KEY, b',
      'id INTEGER(8) PRIMARY KEY, b',
      'id BIGINTEGER PRIMARY KEY, b',
      'id INTEGER, b, PRIMARY KEY (id, b)',
      'id INTEGER UNIQUE, b',
    ];
    for (const columns of cases) {
      const sql = `CREATE TABLE t (${columns})`;
      const database = stock(sql, 'INSERT INTO t (b) VALUES (1)');
      const filled = database.prepare('SELECT id FROM t').get()?.['id'] === 1;
      database.close();
      assert.equal(parseTable(sql).primaryKey?.rowidAlias ?? null, filled ? 'id' : null, columns);
    }
  });

  it('tells a deferred foreign key as a commit shows it', () => {
    const cases: readonly string[] = [
      'a REFERENCES p',
      'a REFERENCES p DEFERRABLE',
      'a REFERENCES p DEFERRABLE INITIALLY DEFERRED',
      'a REFERENCES p DEFERRABLE INITIALLY IMMEDIATE',
      'a REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED',
      'a REFERENCES p NOT NULL DEFERRABLE INITIALLY DEFERRED',
      'a REFERENCES p, b DEFERRABLE INITIALLY DEFERRED',
      'a REFERENCES p DEFERRABLE INITIALLY DEFERRED NOT DEFERRABLE',
      'a, FOREIGN KEY (a) REFERENCES p DEFERRABLE INITIALLY DEFERRED',
    ];
    for (const columns of cases) {
      const sql = `CREATE TABLE t (${columns})`;
      const database = stock('CREATE TABLE p (id INTEGER PRIMARY KEY)', sql);
      database.exec('PRAGMA foreign_keys = ON; BEGIN');
      const insert = (): unknown => database.exec('INSERT INTO t (a) VALUES (1)');
      const [key] = parseTable(sql).foreignKeys;
      if (key?.deferred) assert.doesNotThrow(insert, columns);
      else assert.throws(insert, /FOREIGN KEY/, columns);
      database.close();
    }
  });

  it('gives affinities as comparing values shows them', () => {
    const types = ['', 'INT', 'CHARINT', 'FLOATING POINT', 'VARCHAR(5)', 'CLOB', 'BLOB', 'REAL'];
    for (const type of [
      ...types,
      'DOUBLE',
      'DECIMAL',
      'STRING',
      'ANY',
      'DATE',
      'XBLOBX',
      'TEXTBLOB',
    ]) {
      const sql = `CREATE TABLE t (a ${type})`;
      const database = stock(sql, `INSERT INTO t VALUES ('1'), (2), ('1.5')`);
      const found = database.prepare('SELECT group_concat(typeof(a)) AS types FROM t').get();
      database.close();
      const byAffinity = {
        INTEGER: 'integer,integer,real',
        NUMERIC: 'integer,integer,real',
        REAL: 'real,real,real',
        TEXT: 'text,text,text',
        BLOB: 'text,integer,text',
      };
      const [column] = parseTable(sql).columns;
      assert.ok(column);
      assert.equal(byAffinity[column.affinity], found?.['types'], type);
    }
    assert.equal(parseTable('CREATE TABLE t (a ANY) STRICT').columns[0]?.affinity, 'BLOB');
  });

  it('has the clauses of each column, with their names', () => {
    const sql = `CREATE TABLE t (a INT CONSTRAINT n NOT NULL ON CONFLICT FAIL, b TEXT CONSTRAINT d DEFAULT 'x' COLLATE NOCASE)`;
    const table = parseTable(sql);
    assert.deepEqual(table.columns[0]?.notNull, { name: 'n', conflict: 'FAIL' });
    assert.equal(table.columns[1]?.collation, 'NOCASE');
    assert.deepEqual(table.columns[1]?.default, { text: "'x'", canonical: "'x'" });
    const clauses = table.layout.items.flatMap(({ column }) => column?.clauses ?? []);
    assert.deepEqual(
      clauses.map(({ kind, span, canonical }) => [
        kind,
        sql.slice(span.start, span.end),
        canonical,
      ]),
      [
        [
          'not-null',
          'CONSTRAINT n NOT NULL ON CONFLICT FAIL',
          'constraint n not null on conflict fail',
        ],
        ['default', `CONSTRAINT d DEFAULT 'x'`, `default 'x'`],
        ['collate', 'COLLATE NOCASE', 'collate nocase'],
      ],
    );
  });

  it('knows the column of a clock', () => {
    const table = parseTable(
      'CREATE TABLE t (Name TEXT, name__hlc TEXT, other__HLC, other, x__hlc)',
    );
    assert.deepEqual(
      table.columns.map(({ clockOf }) => clockOf),
      [null, 'Name', 'other', null, null],
    );
  });

  for (const [sql, reason] of [
    ['CREATE TABLE t (a INT', 'it ends too early'],
    ['CREATE TABLE t (a INT ON x)', 'unexpected ON'],
    ['CREATE TABLE t (a REFERENCES p ON DELETE EXPLODE)', 'unexpected EXPLODE'],
    ['CREATE TABLE t (a, CHECK (a) b)', 'unexpected b'],
    ['CREATE VIEW t AS SELECT 1', 'unexpected VIEW'],
    ['CREATE TABLE t (a \\ b)', 'unrecognized token \\'],
  ] as const) {
    it(`is refused where it cannot be read: ${sql}`, () => {
      assert.throws(
        () => parseTable(sql),
        (error) => MigrateError.is(error, 'unreadable-schema') && error.failure.reason === reason,
      );
    });
  }

  it('is refused with an error of the engine, which reports like any other', () => {
    assert.throws(
      () => parseTable('CREATE TABLE t (a INT'),
      (error) => {
        assert.ok(error instanceof MigrateError);
        const text = describeFailure(error.failure);
        assert.equal(error.message, text);
        const report = { code: 'unreadable-schema', message: text, changed: false };
        assert.deepEqual(errorReport(error), report);
        const message = text.replace('Nothing was changed', 'What was done before it stays');
        assert.notEqual(message, text);
        assert.deepEqual(errorReport(afterEarlier(error)), { ...report, message, changed: true });
        return true;
      },
    );
    assert.equal(new Error('it ends too early') instanceof MigrateError, false);
  });
});
