import assert from 'node:assert/strict';
import { makeProject } from '../../support/project.ts';
import { column, execute, rows } from '../../support/database.ts';

async function runs(script: string, before = ''): Promise<string> {
  const made = makeProject({ scripts: { '0001-x.sql': script } });
  if (before !== '') execute(made.database, before);
  const report = await made.run();
  assert.equal(report.error?.message, undefined);
  return made.database;
}

describe('scripts see stock SQLite', () => {
  it('accepts double-quoted strings in data statements', async () => {
    const database = await runs(`CREATE TABLE a (x); INSERT INTO a VALUES ("hello");`);
    assert.deepEqual(column(database, 'SELECT x FROM a'), ['hello']);
  });

  it('accepts them in CHECKs, views, triggers, indexes and defaults', async () => {
    const database = await runs(`
CREATE TABLE a (x TEXT CHECK (x <> "bad"), y DEFAULT "none");
CREATE INDEX i ON a (x) WHERE x = "good";
CREATE VIEW v AS SELECT x FROM a WHERE x = "good";
CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET y = "seen" WHERE x = "good"; END;
INSERT INTO a (x) VALUES ('good');`);
    assert.deepEqual(rows(database, 'SELECT x, y FROM a'), [{ x: 'good', y: 'seen' }]);
  });

  it('alters a table in a schema that holds double-quoted strings already', async () => {
    const database = await runs(
      'ALTER TABLE a RENAME COLUMN y TO z; ALTER TABLE a ADD COLUMN w;',
      `CREATE TABLE a (x TEXT CHECK (x <> "bad"), y); CREATE VIEW v AS SELECT x FROM a WHERE x = "good";
       INSERT INTO a VALUES ('x', 1)`,
    );
    assert.deepEqual(rows(database, 'SELECT * FROM a'), [{ x: 'x', z: 1, w: null }]);
  });

  it('fires triggers that hold them, from a script without any', async () => {
    const database = await runs(
      `INSERT INTO a VALUES ('x');`,
      `CREATE TABLE a (x); CREATE TABLE log (t);
       CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO log VALUES ("seen"); END`,
    );
    assert.deepEqual(column(database, 'SELECT t FROM log'), ['seen']);
  });

  it('has recursive triggers off', async () => {
    for (const quotes of ['', 'CREATE TABLE "q" (x);']) {
      const database = await runs(`${quotes}
CREATE TABLE a (x); CREATE TABLE log (t);
CREATE TRIGGER more AFTER INSERT ON a WHEN new.x < 9 BEGIN INSERT INTO a VALUES (new.x + 1); END;
CREATE TRIGGER gone AFTER DELETE ON a BEGIN INSERT INTO log VALUES (old.x); END;
CREATE UNIQUE INDEX u ON a (x);
INSERT INTO a VALUES (1);
INSERT OR REPLACE INTO a VALUES (2);`);
      assert.deepEqual(column(database, 'SELECT count(*) FROM a'), [3]);
      assert.deepEqual(column(database, 'SELECT count(*) FROM log'), [0]);
    }
  });

  it('keeps last_insert_rowid() and changes() from statement to statement', async () => {
    const database = await runs(`
CREATE TABLE a (id INTEGER PRIMARY KEY, x); CREATE TABLE b (a, n);
INSERT INTO a (x) VALUES (1), (2), (3);
INSERT INTO b VALUES (last_insert_rowid(), changes());
-- _meta is only spoken of here
SELECT '_meta';
UPDATE a SET x = 0 WHERE id > 1; INSERT INTO b VALUES (last_insert_rowid(), changes());`);
    assert.deepEqual(rows(database, 'SELECT * FROM b'), [
      { a: 3, n: 3 },
      { a: 1, n: 2 },
    ]);
  });

  it('does not load extensions or write into the schema table', async () => {
    for (const script of [
      `SELECT load_extension('x');`,
      `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'x';`,
      `PRAGMA writable_schema = ON; UPDATE "sqlite_schema" SET sql = 'x';`,
    ]) {
      const made = makeProject({ scripts: { '0001-x.sql': script } });
      assert.equal((await made.run()).error?.code, 'statement-failed');
      assert.equal(made.status().version, 0);
    }
  });

  it('forgets temporary tables and settings after each script', async () => {
    const made = makeProject({
      scripts: {
        '0001-x.sql': 'CREATE TEMP TABLE t (x); PRAGMA ignore_check_constraints = ON;',
        '0002-y.sql': 'CREATE TABLE t (x CHECK (x > 0)); CREATE TEMP TABLE u (x);',
        '0003-z.sql': 'INSERT INTO t VALUES (0);',
      },
    });
    assert.match((await made.run()).error?.message ?? '', /CHECK constraint failed/);
    assert.equal(made.status().version, 2);
  });

  for (const [what, script] of [
    ['nothing', ''],
    ['comments', '-- a\n/* b */'],
    ['an unfinished comment', '/* b'],
    ['semicolons', ';;;'],
    ['no last semicolon', 'CREATE TABLE a (x)'],
    ['a byte order mark', '\uFEFFCREATE TABLE a (x);'],
    ['Windows line ends', 'CREATE TABLE a (\r\n  x -- c\r\n);\r\n'],
    ['parameters, which are NULL', 'CREATE TABLE a (x); INSERT INTO a VALUES (?), (:b), ($c);'],
  ] as const)
    it(`runs a script with ${what}`, async () => {
      await runs(script);
    });
});
