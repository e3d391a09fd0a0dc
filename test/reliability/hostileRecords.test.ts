import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { column, dump } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';

const SCRIPT = `CREATE TABLE a (x DEFAULT "y"); INSERT INTO a DEFAULT VALUES;`;

describe('a hostile version record', () => {
  for (const [what, sql, code] of [
    ['a view', 'CREATE VIEW _meta AS SELECT 1 AS id, 0 AS version', 'bad-version-record'],
    [
      'a view that never ends',
      'CREATE VIEW _meta AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT id, 0 AS version FROM n',
      'bad-version-record',
    ],
    [
      'several rows',
      'CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 0), (2, 9), (3, 7)',
      undefined,
    ],
    [
      'several rows of id 1',
      'CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 0), (1, 0)',
      undefined,
    ],
    ['no row', 'CREATE TABLE _meta (id, version)', 'bad-version-record'],
    [
      'a text',
      "CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 'zero')",
      'bad-version-record',
    ],
    [
      'a text with a number',
      "CREATE TABLE _meta (id, version TEXT); INSERT INTO _meta VALUES (1, '0')",
      undefined,
    ],
    [
      'NULL',
      'CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, NULL)',
      'bad-version-record',
    ],
    [
      'a blob',
      "CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, x'30')",
      'bad-version-record',
    ],
    [
      'infinity',
      'CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 9e999)',
      'bad-version-record',
    ],
    [
      'a huge number',
      'CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 9223372036854775807)',
      'bad-version-record',
    ],
    ['other columns', 'CREATE TABLE _meta (a, b)', 'bad-version-record'],
    ['a virtual table', 'CREATE VIRTUAL TABLE _meta USING fts5(id, version)', 'bad-version-record'],
    [
      'a generated column',
      'CREATE TABLE _meta (id, version AS (0)); INSERT INTO _meta VALUES (1)',
      'bad-version-record',
    ],
    [
      'a trigger that takes the version back',
      'CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 0); CREATE TRIGGER t AFTER UPDATE ON _meta BEGIN UPDATE _meta SET version = 0; END',
      'bad-version-record',
    ],
    [
      'a trigger that refuses',
      "CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 0); CREATE TRIGGER t BEFORE UPDATE ON _meta BEGIN SELECT RAISE(ABORT, 'no'); END",
      'bad-version-record',
    ],
    [
      'history that is a view',
      'CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 0); CREATE VIEW _migrations AS SELECT 1',
      'bad-version-record',
    ],
  ] as const)
    it(what, async () => {
      const made = makeProject({ scripts: { '0001-a.sql': SCRIPT }, database: { sql } });
      const before = dump(made.database);
      const { error } = await made.run();
      assert.equal(error?.code, code, error?.message);
      if (code === undefined) assert.equal(made.status().version, 1);
      else assert.deepEqual(dump(made.database), before);
    });
});

describe('a script cannot change what the engine records', () => {
  for (const [what, script] of [
    ['UPDATE', 'UPDATE _meta SET version = 7'],
    ['UPDATE in other letters and quotes', 'update main.[_META] set version = 7'],
    ['DELETE', 'DELETE FROM "_meta"'],
    ['INSERT', "INSERT INTO _migrations VALUES (9, 'x', 'x', 'x', 'x')"],
    ['DROP', 'DROP TABLE _meta'],
    ['RENAME', 'ALTER TABLE _meta RENAME TO other'],
    [
      'RENAME away and another in its place',
      'ALTER TABLE _meta RENAME TO other; CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 9)',
    ],
    ['ADD COLUMN', 'ALTER TABLE _migrations ADD COLUMN x'],
    [
      'a trigger on them',
      'CREATE TRIGGER t AFTER UPDATE ON _meta BEGIN UPDATE _meta SET version = 0; END',
    ],
    ['an index on them', 'CREATE INDEX i ON _migrations (script)'],
    [
      'a trigger elsewhere',
      'CREATE TABLE b (x); CREATE TRIGGER t AFTER INSERT ON b BEGIN UPDATE _meta SET version = 7; END; INSERT INTO b VALUES (1)',
    ],
    [
      'a view with INSTEAD OF',
      'CREATE VIEW v AS SELECT 1 AS x; CREATE TRIGGER t INSTEAD OF UPDATE ON v BEGIN UPDATE _meta SET version = 7; END; UPDATE v SET x = 2',
    ],
    [
      'a cascade',
      'CREATE TABLE b (x PRIMARY KEY); CREATE TABLE c (y REFERENCES b (x)); DROP TABLE _migrations',
    ],
    ['ATTACH of itself', "ATTACH '$database' AS again; UPDATE again._meta SET version = 7"],
    [
      'ATTACH of itself as a URI',
      "ATTACH 'file:$database?mode=rw' AS again; UPDATE again.[_meta] SET version = 7",
    ],
    ['its own transaction', 'BEGIN; UPDATE _meta SET version = 7; COMMIT'],
    ['a change and a change back', 'BEGIN; DELETE FROM _migrations; COMMIT; SELECT 1'],
    [
      'writable_schema',
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE _meta (id, version, x)' WHERE name = '_meta'",
    ],
    [
      'writable_schema with double quotes',
      'PRAGMA writable_schema = ON; DELETE FROM "sqlite_master"; SELECT "x"',
    ],
    [
      'a temporary table of the name',
      'CREATE TEMP TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 7); DROP TABLE main._meta',
    ],
  ] as const)
    it(what, async () => {
      const made = await versioned();
      const quoted = made.database.replaceAll("'", "''");
      made.add({
        '0002-b.sql': `INSERT INTO a VALUES ('2');\n${script.replace('$database', quoted)};`,
      });
      await refuses(made);
    });

  for (const [what, program] of [
    ['UPDATE', "c.execute('UPDATE _meta SET version = 7'); c.commit()"],
    ['DROP', "c.execute('DROP TABLE _migrations')"],
    [
      'writable_schema',
      "c.execute('PRAGMA writable_schema=ON'); c.execute('DELETE FROM sqlite_master'); c.commit()",
    ],
    [
      'a trigger',
      "c.execute('CREATE TRIGGER t AFTER UPDATE ON _meta BEGIN UPDATE _meta SET version = 0; END'); c.commit()",
    ],
  ] as const)
    it(`from a Python script: ${what}`, async () => {
      const made = await versioned();
      made.add({
        '0002-b.py': `import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\n${program}\n`,
      });
      await refuses(made);
    });

  it('and may read them, and speak of them', async () => {
    const made = await versioned();
    made.add({
      '0002-b.sql': `CREATE TABLE log AS SELECT version FROM _meta; -- _meta\nINSERT INTO log SELECT '_migrations'; CREATE VIEW v AS SELECT * FROM _migrations;`,
    });
    assert.equal((await made.run()).error?.message, undefined);
    assert.deepEqual(column(made.database, 'SELECT version FROM log'), [1, '_migrations']);
  });
});

/** A database at version 1 with one table and a history. */
async function versioned(): Promise<Made> {
  const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
  assert.equal((await made.run()).error?.message, undefined);
  return made;
}

async function refuses(made: Made): Promise<void> {
  const before = dump(made.database);
  const copy = join(made.folder, 'copy.db');
  copyFileSync(made.database, copy);
  const { error } = await made.run();
  assert.ok(error !== undefined, 'it ran');
  assert.ok(
    ['protected-table', 'statement-failed', 'bad-version-record', 'invalid-migration'].includes(
      error.code,
    ),
    `${error.code}: ${error.message}`,
  );
  assert.deepEqual(dump(made.database), before);
  assert.equal(made.status().version, 1);
  assert.deepEqual(namesIn(dirname(made.database)), ['app.db']);
}
