import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase, readVersion } from '../../../src/core/database/version.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import { column, execute, rows } from '../../support/database.ts';
import { python } from '../../support/process.ts';
import { makeProject, temporaryFolder } from '../../support/project.ts';

const META = 'CREATE TABLE _meta (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER)';

/** The status of a database with such a version record. */
function answer(sql: string): { state: string; version: number | null; code?: string } {
  const { state, version, errors } = makeProject({ database: { sql } }).status();
  const [error] = errors;
  return { state, version, ...(error === undefined ? {} : { code: error.code }) };
}

describe('the version record', () => {
  const bad = { state: 'ERROR', version: null, code: 'bad-version-record' };
  for (const value of [
    'NULL',
    "'abc'",
    "''",
    "'0x10'",
    "'1e3'",
    "x'07'",
    '1e300',
    '9223372036854775807',
  ])
    it(`cannot be ${value}`, () => {
      assert.deepEqual(
        answer(
          `${META.replace('version INTEGER', 'version')}; INSERT INTO _meta VALUES (1, ${value})`,
        ),
        bad,
      );
    });

  for (const [value, version] of [
    ["' 7 '", 7],
    ["'7'", 7],
    ['3.9', 3],
    ['-5', -5],
    ['0', 0],
  ] as const)
    it(`reads ${value} as ${version}, as Python's int() does`, () => {
      const made = makeProject({
        database: {
          sql: `${META.replace('version INTEGER', 'version')}; INSERT INTO _meta VALUES (1, ${value})`,
        },
      });
      assert.equal(made.status().version, version);
      const int = python(
        'import sqlite3, sys; print(int(sqlite3.connect(sys.argv[1]).execute("SELECT version FROM _meta WHERE id = 1").fetchone()[0]))',
        made.database,
      );
      assert.equal(Number(int), version);
    });

  it('has a row with id 1', () => {
    assert.deepEqual(answer(META), bad);
    assert.deepEqual(
      answer('CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (2, 4)'),
      bad,
    );
  });

  it('has the columns id and version', () => {
    assert.deepEqual(answer('CREATE TABLE _meta (key TEXT, value TEXT)'), bad);
  });

  it('is not read from a view, which could be any statement', () => {
    assert.deepEqual(answer('CREATE VIEW _meta AS SELECT 1 AS id, 4 AS version'), bad);
  });

  it('is found under a name of other case', () => {
    const sql = `${META.replace('_meta', '_META')}; INSERT INTO _META VALUES (1, 4)`;
    assert.deepEqual(answer(sql), { state: 'CURRENT', version: 4 });
  });

  it('may have no unique id, and is still written', async () => {
    const made = makeProject({
      scripts: { '0005-a.sql': 'CREATE TABLE a (x);' },
      database: { sql: 'CREATE TABLE _meta (id, version); INSERT INTO _meta VALUES (1, 4)' },
    });
    assert.equal((await made.run()).ok, true);
    assert.deepEqual(rows(made.database, 'SELECT * FROM _meta'), [{ id: 1, version: 5 }]);
  });

  it('stops a run, and nothing is changed, where a trigger or a column keeps it from being written', async () => {
    const trigger = `${META}; INSERT INTO _meta VALUES (1, 0);
      CREATE TRIGGER lift AFTER UPDATE ON _meta BEGIN UPDATE _meta SET version = 50; END`;
    const column = `CREATE TABLE _meta (id, version, note NOT NULL, CHECK (version < 1)); INSERT INTO _meta VALUES (1, 0, '')`;
    for (const sql of [trigger, column]) {
      const made = makeProject({
        scripts: { '0001-a.sql': 'CREATE TABLE a (x);' },
        database: { sql },
      });
      const report = await made.run();
      assert.equal(report.error?.code, 'bad-version-record');
      assert.deepEqual(rows(made.database, 'SELECT id, version FROM _meta'), [
        { id: 1, version: 0 },
      ]);
      assert.deepEqual(rows(made.database, `SELECT 1 FROM sqlite_schema WHERE name = 'a'`), []);
    }
  });
});

describe('making a database', () => {
  it('writes the version record as the Python tool does', () => {
    const path = join(temporaryFolder(), 'new', 'folders', 'app.db');
    assert.deepEqual(createDatabase(path), { version: 0, created: true });
    const golden = fileURLToPath(new URL('../../golden/fm-v0/app.db', import.meta.url));
    const sql = 'SELECT sql FROM sqlite_schema ORDER BY rowid';
    assert.deepEqual(column(path, sql), column(golden, sql));
    assert.equal(
      python(
        'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT id, version FROM _meta").fetchall())',
        path,
      ).trim(),
      '[(1, 0)]',
    );
  });

  it('leaves a versioned database alone and refuses an unversioned one', () => {
    const { database } = makeProject();
    execute(database, 'UPDATE _meta SET version = 3');
    assert.deepEqual(createDatabase(database), { version: 3, created: false });
    const other = makeProject({ database: { sql: 'CREATE TABLE a (x)' } });
    assert.throws(
      () => createDatabase(other.database),
      (error) => MigrateError.is(error, 'unversioned'),
    );
    assert.throws(
      () => readVersion(join(other.folder, 'none.db')),
      (error) => MigrateError.is(error, 'database-missing'),
    );
  });

  it('fails with a typed error where a folder cannot be made', () => {
    const { database } = makeProject();
    assert.throws(
      () => createDatabase(join(database, 'sub', 'app.db')),
      (error) => MigrateError.is(error, 'io'),
    );
  });
});
