import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { column, dump } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';

describe('settings that a script leaves do not reach what follows', () => {
  for (const [what, script] of [
    ['ignore_check_constraints', 'PRAGMA ignore_check_constraints = ON'],
    ['query_only', 'PRAGMA query_only = ON'],
    ['query_only outside a transaction', 'VACUUM; PRAGMA query_only = ON'],
    ['locking_mode', 'PRAGMA locking_mode = EXCLUSIVE; INSERT INTO a VALUES (3)'],
    [
      'locking_mode outside a transaction',
      'PRAGMA locking_mode = EXCLUSIVE; VACUUM; INSERT INTO a VALUES (3)',
    ],
    ['foreign_keys', 'PRAGMA foreign_keys = ON; INSERT INTO a VALUES (3)'],
    ['recursive_triggers', 'PRAGMA recursive_triggers = ON'],
    ['temp_store', 'PRAGMA temp_store = MEMORY; CREATE TEMP TABLE t (x)'],
    ['case_sensitive_like', 'PRAGMA case_sensitive_like = ON'],
    ['trusted_schema', 'PRAGMA trusted_schema = OFF'],
    ['legacy_alter_table', 'PRAGMA legacy_alter_table = ON'],
    ['max_page_count', 'PRAGMA max_page_count = 9'],
    ['synchronous', 'PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY'],
    ['busy_timeout', 'PRAGMA busy_timeout = 0'],
    ['cell_size_check and mmap', 'PRAGMA cell_size_check = OFF; PRAGMA mmap_size = 268435456'],
    [
      'a temporary table over one of ours',
      'CREATE TEMP TABLE t (x); CREATE TEMP TRIGGER u AFTER INSERT ON main.a BEGIN DELETE FROM main.a; END',
    ],
  ] as const)
    it(what, async () => {
      const made = await versioned();
      made.add({
        '0002-b.sql': `${script};`,
        '0003-c.sql': `CREATE TABLE c (x CHECK (x LIKE 'A')); INSERT INTO c VALUES ('a'); INSERT INTO a VALUES ('y');`,
        '0004-d.sql': `INSERT INTO c VALUES ('b');`,
      });
      const report = await made.run();
      assert.equal(report.to, 3, report.error?.message);
      assert.match(report.error?.message ?? '', /CHECK constraint failed/);
      assert.equal(made.status().version, 3);
      assert.ok(column(made.database, 'SELECT x FROM a').includes('y'));
      assert.deepEqual(namesIn(dirname(made.database)), ['app.db']);
    });
});

describe('settings within one transaction of several scripts', () => {
  it('do not reach the next script', async () => {
    const made = await versioned();
    made.add({
      '0002-b.sql':
        'PRAGMA ignore_check_constraints = ON; PRAGMA case_sensitive_like = ON; PRAGMA recursive_triggers = ON; CREATE TABLE c (x CHECK (x > 0)); PRAGMA query_only = ON;',
      '0003-c.sql': `CREATE TABLE d AS SELECT 'a' LIKE 'A' AS x; CREATE TRIGGER t AFTER INSERT ON a WHEN new.x < 9 BEGIN INSERT INTO a VALUES (new.x + 1); END; INSERT INTO a VALUES (1);`,
    });
    assert.equal((await made.run({ atomic: true })).error?.message, undefined);
    assert.deepEqual(column(made.database, 'SELECT x FROM d'), [1]);
    assert.deepEqual(column(made.database, 'SELECT x FROM a'), [1, 2]);
    made.add({
      '0004-d.sql': 'PRAGMA ignore_check_constraints = ON;',
      '0005-e.sql': 'INSERT INTO c VALUES (0);',
    });
    assert.match(
      (await made.run({ atomic: true })).error?.message ?? '',
      /CHECK constraint failed/,
    );
    assert.equal(made.status().version, 3);
  });
});

describe('what is too much', () => {
  const deep = (open: string, close: string, count: number) =>
    `SELECT ${open.repeat(count)}1${close.repeat(count)};`;
  for (const [what, script] of [
    ['parentheses', deep('(', ')', 100_000)],
    ['NOTs', deep('NOT ', '', 100_000)],
    ['sums', `SELECT 1${'+1'.repeat(100_000)};`],
    ['subqueries', deep('(SELECT ', ')', 5000)],
    ['CASEs', deep('CASE WHEN 1 THEN ', ' END', 5000)],
    [
      'columns',
      `CREATE TABLE w (${Array.from({ length: 40_000 }, (_, n) => `c${n}`).join(', ')});`,
    ],
    ['terms of a compound SELECT', `SELECT 1${' UNION ALL SELECT 1'.repeat(5000)};`],
    [
      'levels of triggers',
      `CREATE TABLE r (x); ${Array.from({ length: 1200 }, (_, n) => `CREATE TABLE r${n} (x); CREATE TRIGGER g${n} AFTER INSERT ON r${n} BEGIN INSERT INTO ${n === 0 ? 'r' : `r${n - 1}`} VALUES (1); END;`).join('\n')} INSERT INTO r1199 VALUES (1);`,
    ],
    ['a blob', 'CREATE TABLE b AS SELECT zeroblob(3000000000) AS x;'],
    [
      'a name that is no name',
      `CREATE TABLE "${'x'.repeat(2_000_000)}" (a); SELECT * FROM nosuch;`,
    ],
  ] as const)
    it(`${what} is an error of the script`, async () => {
      const made = makeProject({ scripts: { '0001-a.sql': `CREATE TABLE a (x);\n${script}` } });
      const before = dump(made.database);
      const { error } = await made.run();
      assert.equal(error?.code, 'statement-failed', error?.message);
      assert.ok((error.statement ?? '').length < 3000);
      assert.ok(error.message.length < 5_000_000);
      assert.deepEqual(dump(made.database), before);
    }).timeout(60_000);

  it('a transaction of half a million rows is rolled back whole', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sql': `CREATE TABLE a (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000) INSERT INTO a SELECT hex(i) FROM n; DELETE FROM a WHERE rowid % 2; SELECT nosuch FROM a;`,
      },
    });
    assert.equal((await made.run()).error?.code, 'statement-failed');
    assert.deepEqual(column(made.database, 'SELECT count(*) FROM sqlite_schema'), [1]);
    assert.deepEqual(namesIn(dirname(made.database)), ['app.db']);
  }).timeout(60_000);

  it('load_extension and files are out of reach of SQL', async () => {
    for (const script of [
      "SELECT load_extension('/lib/x.so')",
      "SELECT readfile('/etc/passwd')",
      "SELECT writefile('owned', 'x')",
      "SELECT edit('x')",
      "SELECT fts3_tokenizer('simple', x'0000000000000000')",
      'CREATE VIRTUAL TABLE x USING fsdir',
    ]) {
      const made = makeProject({ scripts: { '0001-a.sql': script } });
      assert.equal((await made.run()).error?.code, 'statement-failed', script);
    }
  });
});

/** A database at version 1 with one table and a history. */
async function versioned(): Promise<Made> {
  const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
  assert.equal((await made.run()).error?.message, undefined);
  return made;
}
