import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { column, dump, execute } from '../../support/database.ts';
import { namesIn } from '../../support/files.ts';
import type { RunReport } from '../../../src/core/migration/report.ts';
import { answerOf, holder, RUN_PENDING } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';

/** Runs a failing script and requires that the file is, byte for byte, what it was. */
async function failsAt(
  script: string,
  place: readonly [line: number, column: number],
  message: RegExp,
): Promise<void> {
  const made = makeProject({ scripts: { '0001-x.sql': script } });
  execute(
    made.database,
    'CREATE TABLE t (x UNIQUE, y NOT NULL DEFAULT 0); INSERT INTO t (x) VALUES (1)',
  );
  const before = readFileSync(made.database);
  const { error } = await made.run();
  assert.equal(error?.code, 'statement-failed');
  assert.match(error.message, message);
  assert.deepEqual([error.line, error.column], place, error.message);
  assert.equal(error.file, join(made.project.migrations, '0001-x.sql'));
  assert.equal(error.changed, false);
  assert.deepEqual(readFileSync(made.database), before);
  assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
}

describe('a failing statement is named by file, line and column', () => {
  for (const [what, script, place, message] of [
    ['a wrong word', 'SELECT 1;\n  CREATE TABEL a (x);', [2, 10], /near "TABEL": syntax error/],
    ['a missing column', 'SELECT 1;\nSELECT x,\n  nope FROM t;', [3, 3], /no such column: nope/],
    ['a missing table', 'SELECT 1; SELECT * FROM nope;', [1, 25], /no such table: nope/],
    [
      'a constraint',
      'INSERT INTO t (x) VALUES (2);\n-- note\n  INSERT INTO t (x) VALUES (1);',
      [3, 3],
      /UNIQUE constraint failed: t\.x/,
    ],
    ['an unfinished statement', 'SELECT 1;\nCREATE TABLE a (', [2, 16], /incomplete input/],
    [
      'text of several bytes a letter before it',
      "SELECT 'ä€😀'; SELECT 'ö', nope;",
      [1, 28],
      /no such column: nope/,
    ],
    [
      'Windows line ends before it',
      'SELECT 1;\r\nSELECT\r\n nope;',
      [3, 2],
      /no such column: nope/,
    ],
    ['a byte order mark before it', '\uFEFFSELECT nope;', [1, 8], /no such column: nope/],
    [
      'a row that fails late',
      'SELECT 1;\nSELECT abs(x) FROM (SELECT 1 AS x UNION ALL SELECT -9223372036854775808);',
      [2, 1],
      /integer overflow/,
    ],
  ] as const)
    it(`after ${what}`, () => failsAt(script, place, message));

  it('in a trigger’s body', async () => {
    await failsAt(
      'SELECT 1;\nCREATE TRIGGER r AFTER INSERT ON t BEGIN\n  SELECT 1;\n  INSERT INTO t SELEC 2;\nEND;',
      [4, 17],
      /near "SELEC"/,
    );
  });

  it('where a trigger of the schema fails', async () => {
    await failsAt(
      'CREATE TRIGGER r AFTER INSERT ON t BEGIN\n  INSERT INTO nope VALUES (1);\nEND;\n INSERT INTO t (x) VALUES (5);',
      [4, 2],
      /no such table: main\.nope/,
    );
  });

  it('with double-quoted strings in the script', async () => {
    await failsAt('SELECT "a string";\nSELECT "another",\n  nope;', [3, 3], /no such column: nope/);
  });

  it('where it ends the transaction by itself', async () => {
    for (const end of [
      `INSERT OR ROLLBACK INTO t (x) VALUES (1);`,
      `CREATE TRIGGER r BEFORE INSERT ON t BEGIN SELECT RAISE(ROLLBACK, 'no'); END;\nINSERT INTO t (x) VALUES (7);`,
    ])
      await failsAt(
        `CREATE TABLE a (x);\n${end}`,
        [2 + end.split('\n').length - 1, 1],
        /no|UNIQUE/,
      );
  });

  it('where it keeps the rows done so far', async () => {
    await failsAt(
      'INSERT INTO t (x) VALUES (2);\nINSERT OR FAIL INTO t (x) VALUES (3), (1);',
      [2, 1],
      /UNIQUE/,
    );
  });
});

describe('a script outside a transaction', () => {
  /** Runs it and requires that everything is as it was. */
  async function putsBack(script: string, code: string, before = ''): Promise<string> {
    const made = makeProject({ scripts: { '0001-x.sql': script } });
    execute(made.database, `CREATE TABLE t (x); INSERT INTO t VALUES (1); ${before}`);
    const content = dump(made.database);
    const { error } = await made.run();
    assert.equal(error?.code, code, error?.message);
    assert.deepEqual(dump(made.database), content);
    assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
    assert.equal(made.status().interrupted, undefined);
    return `${error.line}:${error.column}`;
  }

  it('is put back when it fails after its own COMMIT', async () => {
    assert.equal(
      await putsBack(
        'BEGIN;\nINSERT INTO t VALUES (2);\nCOMMIT;\nINSERT INTO t VALUES (3);\nSELECT nope;',
        'statement-failed',
      ),
      '5:8',
    );
  });

  it('is put back when it fails in its own transaction', () =>
    putsBack('BEGIN; INSERT INTO t VALUES (2); SELECT nope; COMMIT;', 'statement-failed'));

  it('is put back, and fails, when it leaves its transaction open', async () => {
    assert.equal(
      await putsBack(
        'INSERT INTO t VALUES (2);\n BEGIN;\nINSERT INTO t VALUES (3);',
        'unfinished-transaction',
      ),
      '2:2',
    );
  });

  it('is put back after VACUUM', () =>
    putsBack(
      `DELETE FROM t; VACUUM;\nSELECT nope;`,
      'statement-failed',
      'CREATE TABLE big AS SELECT hex(zeroblob(50000))',
    ));

  it('names a file that it cannot attach, and the place', async () => {
    const place = await putsBack(
      "SELECT 1;\nATTACH '/nowhere/at/all.db' AS o;",
      'statement-failed',
    );
    assert.equal(place, '2:1');
  });

  it('gets the old journal mode back', () =>
    putsBack(
      'PRAGMA journal_mode = WAL; INSERT INTO t VALUES (2);\nSELECT nope;',
      'statement-failed',
    ));

  it('gets write-ahead mode back', () =>
    putsBack(
      'PRAGMA journal_mode = DELETE;\nSELECT nope;',
      'statement-failed',
      '; PRAGMA journal_mode = WAL',
    ));

  it('gets the old page size back', () =>
    putsBack('PRAGMA page_size = 512; VACUUM;\nSELECT nope;', 'statement-failed'));

  it('is put back where it has attached another database', () =>
    putsBack(
      "ATTACH ':memory:' AS o; CREATE TABLE o.x (y); INSERT INTO t VALUES (2);\nDROP TABLE nope;",
      'statement-failed',
    ));

  it('is put back where it has attached the database itself', () =>
    putsBack(
      "ATTACH (SELECT file FROM pragma_database_list WHERE name = 'main') AS o; INSERT INTO o.t VALUES (2);\nDROP TABLE nope;",
      'statement-failed',
    ));

  it('is applied with all it did', async () => {
    const made = makeProject({
      scripts: {
        '0001-x.sql':
          'PRAGMA journal_mode = WAL;\nCREATE TABLE t (x);\nBEGIN; INSERT INTO t VALUES (1); COMMIT;',
        '0002-y.sql': '-- fastmigrate: no-transaction\nINSERT INTO t VALUES ("two");',
        '0003-z.sql':
          "ATTACH ':memory:' AS o; CREATE TABLE o.u AS SELECT * FROM t; INSERT INTO t SELECT * FROM o.u; DETACH o;",
        '0004-v.sql': 'VACUUM;',
      },
    });
    assert.deepEqual((await made.run()).error, undefined);
    assert.deepEqual(column(made.database, 'SELECT x FROM t'), [1, 'two', 1, 'two']);
    assert.deepEqual(dump(made.database)['journal_mode'], 'wal');
    assert.equal(made.status().state, 'CURRENT');
    assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
  });
});

describe('a script must not write to the engine’s tables', () => {
  for (const [what, script] of [
    ['UPDATE', 'UPDATE _meta SET version = 9;'],
    ['DELETE', 'DELETE FROM "_META";'],
    ['DROP', 'DROP TABLE _meta;'],
    ['a rename', 'ALTER TABLE _meta RENAME TO m;'],
    ['a new column', 'ALTER TABLE _meta ADD COLUMN c;'],
    ['a trigger on it', 'CREATE TRIGGER r AFTER UPDATE ON _meta BEGIN SELECT 1; END;'],
    [
      'a trigger that writes to it',
      'CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE _meta SET version = 9; END;\nINSERT INTO t VALUES (2);',
    ],
    ['a trigger that is there', 'INSERT INTO seen VALUES (1);'],
    ['a history row', "INSERT INTO _migrations VALUES (5, 'x', '', '', '');"],
    ['a new history table', 'DROP TABLE _migrations; CREATE TABLE _migrations (x);'],
    ['its own transaction', 'BEGIN; UPDATE _meta SET version = 9; COMMIT;'],
    [
      'a temporary table',
      'CREATE TEMP TABLE k AS SELECT 9 AS v; UPDATE _meta SET version = (SELECT v FROM k);',
    ],
  ] as const)
    it(`by ${what}`, async () => {
      const made = makeProject({
        scripts: { '0001-a.sql': 'CREATE TABLE t (x); CREATE TABLE seen (x);' },
      });
      await made.run();
      execute(
        made.database,
        'CREATE TRIGGER there AFTER INSERT ON seen BEGIN UPDATE _meta SET version = 9; END',
      );
      made.add({ '0002-x.sql': `SELECT 1;\n${script}` });
      const before = dump(made.database);
      const { error } = await made.run();
      assert.equal(error?.code, 'protected-table', error?.message);
      assert.equal(error.line, script.includes('\n') ? 3 : 2);
      assert.deepEqual(dump(made.database), before);
    });

  it('but may read them and speak of them', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql':
          "CREATE TABLE t AS SELECT version FROM _meta; -- _meta\nSELECT '_migrations';",
      },
    });
    assert.equal((await made.run()).ok, true);
  });
});

describe('a locked database', () => {
  it('makes a run fail with nothing changed', async function () {
    this.timeout(30_000);
    const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
    const stop = await holder(made.database, 'BEGIN IMMEDIATE');
    const { error, to } = await made.run();
    await stop();
    assert.deepEqual([error?.code, to], ['busy', 0]);
    assert.equal((await made.run()).ok, true);
  });
});

describe('a full disk', () => {
  const FILLER = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO t SELECT randomblob(2000) FROM n;`;

  for (const header of ['', '-- fastmigrate: no-transaction\n'])
    it(`fails a script ${header === '' ? 'in' : 'outside'} a transaction with nothing changed`, async () => {
      const made = makeProject({
        scripts: {
          '0001-a.sql': 'CREATE TABLE t (x);',
          '0002-b.sql': `${header}INSERT INTO t VALUES (2);\n${FILLER}`,
        },
      });
      await made.run({ to: 1 });
      const before = dump(made.database);
      const report = (await answerOf(
        RUN_PENDING,
        [made.project],
        ['sh', '-c', 'ulimit -f 4000; exec "$@"', 'sh'],
      )) as RunReport;
      assert.equal(report.ok, false);
      assert.ok(['disk-full', 'io'].includes(report.error?.code ?? ''), report.error?.message);
      assert.deepEqual(dump(made.database), before);
      assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
      assert.equal((await made.run()).ok, true);
    });
});
