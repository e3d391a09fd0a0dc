import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rehearse } from '../../../src/core/rehearse/rehearse.ts';
import type { RehearsalOptions } from '../../../src/core/rehearse/rehearse.ts';
import type { RehearsalReport } from '../../../src/core/rehearse/report.ts';
import { column, dump, execute } from '../../support/database.ts';
import { pictureOf } from '../../support/files.ts';
import { holder, until, untilExists } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';
import type { Made, ProjectParts } from '../../support/project.ts';

const FIRST = `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id) ON DELETE CASCADE);
INSERT INTO author VALUES (1, 'a'), (2, 'b');
INSERT INTO book VALUES (1, 1), (2, 1), (3, 2);`;

/** A project at version 1 with two authors and three books; `scripts` are pending. */
async function library(
  scripts: Readonly<Record<string, string>>,
  parts: ProjectParts = {},
): Promise<Made> {
  const made = makeProject({ ...parts, scripts: { '0001-first.sql': FIRST } });
  assert.equal((await made.run()).ok, true);
  made.add(scripts);
  return made;
}

/** Rehearses, and holds the folder of the project to being what it was. */
async function rehearsed(made: Made, options: RehearsalOptions = {}): Promise<RehearsalReport> {
  const before = contentOf(made.folder);
  const report = await rehearse(made.project, options, made.runtime);
  assert.deepEqual(contentOf(made.folder), before);
  assert.deepEqual(foldersOfThis(), []);
  return report;
}

/** The index of a log in use is the memory that its readers and writers share; reading leaves a mark in it. */
function contentOf(folder: string): unknown {
  return Object.entries(pictureOf(folder)).map(([name, picture]) =>
    name.endsWith('-shm') ? [name] : [name, picture],
  );
}

function foldersOfThis(): string[] {
  return readdirSync(tmpdir()).filter((name) =>
    name.startsWith(`fastmigrate-rehearsal-${process.pid}-`),
  );
}

function outcomes({ migrations }: RehearsalReport): string[] {
  return migrations.map(({ file, result }) => `${file} ${result}`);
}

describe('a rehearsal', () => {
  it('tells what each pending migration does to rows and schema, and changes nothing', async () => {
    const made = await library({
      '0002-isbn.sql': `ALTER TABLE book ADD COLUMN isbn TEXT; INSERT INTO book VALUES (9, 2, 'x');`,
      '0003-tag.sql': 'CREATE TABLE tag (name TEXT);',
      '0004-none.sql': `UPDATE author SET name = 'c' WHERE id = 1;`,
      '0005-gone.sql': 'DROP TABLE tag;',
    });
    const report = await rehearsed(made);
    assert.deepEqual([report.ok, report.from, report.to, report.basis], [true, 1, 5, 'database']);
    assert.deepEqual([report.integrity, report.foreignKeys.old], ['ok', 0]);
    assert.deepEqual(
      report.migrations.map(({ result, tables, schema }) => [result, tables, schema?.changes]),
      [
        ['passed', [{ table: 'book', before: 3, after: 4 }], ['add column book.isbn TEXT']],
        ['passed', [{ table: 'tag', before: null, after: 0 }], ['create table tag']],
        ['passed', [], undefined],
        ['passed', [{ table: 'tag', before: 0, after: null }], ['drop table tag']],
      ],
    );
    const [isbn] = report.migrations;
    assert.doesNotMatch(isbn?.schema?.before ?? '', /isbn/);
    assert.match(isbn?.schema?.after ?? '', /isbn/);
    for (const { durationMs, lockedMs } of report.migrations)
      assert.ok(lockedMs !== null && lockedMs > 0 && lockedMs <= durationMs);
    assert.equal((await made.run()).to, 5);
  });

  it('is of one database: of a pattern there is nothing to copy', async () => {
    const made = await library({ '0002-more.sql': 'SELECT 1;' });
    const fleet = { ...made.project, database: `${made.folder}/*.db`, fleet: 'pattern' as const };
    const { ok, error } = await rehearse(fleet, {}, made.runtime);
    assert.deepEqual([ok, error?.code], [false, 'bad-argument']);
    assert.match(error?.message ?? '', /one database only/);
  });

  it('passes where nothing is pending, and stops at --to', async () => {
    const made = await library({ '0002-a.sql': 'SELECT 1;', '0003-b.sql': 'SELECT 1;' });
    assert.deepEqual(outcomes(await rehearsed(made, { to: 2 })), ['0002-a.sql passed']);
    const none = await rehearsed(made, { to: 1 });
    assert.deepEqual([none.ok, none.migrations, none.to], [true, [], 1]);
    assert.equal((await rehearsed(made, { to: 7 })).error?.code, 'no-such-version');
  });

  it('names the place in the real script that fails, and runs none after it', async () => {
    const made = await library({
      '0002-good.sql': 'CREATE TABLE good (x);',
      '0003-bad.sql': 'CREATE TABLE half (x);\nINSERT INTO  nowhere VALUES (1);',
      '0004-last.sql': 'SELECT 1;',
    });
    const report = await rehearsed(made);
    assert.deepEqual(outcomes(report), [
      '0002-good.sql passed',
      '0003-bad.sql failed',
      '0004-last.sql not-run',
    ]);
    const { error } = report;
    const path = join(made.project.migrations, '0003-bad.sql');
    assert.deepEqual(
      [report.ok, report.to, error?.file, error?.line, error?.column, error?.changed],
      [false, 2, path, 2, 14, false],
    );
    assert.deepEqual(report.migrations[1]?.error, error);
  });

  it('refuses what a run refuses', async () => {
    const made = await library({ '0002-a.sql': 'SELECT 1;' });
    made.add({ '0001-first.sql': `${FIRST} DROP TABLE book;` });
    const report = await rehearsed(made);
    assert.deepEqual([report.ok, report.error?.code], [false, 'refused']);
    assert.equal((await rehearsed(made, { force: true })).ok, true);
    const closed = makeProject({ database: { sql: 'CREATE TABLE t (x);' } });
    const unversioned = await rehearsed(closed);
    assert.equal(unversioned.error?.code, 'unversioned');
    assert.ok(unversioned.error.message.includes(closed.database), unversioned.error.message);
  });

  it('tells rows that a cascade deletes, also where the parent is only made anew', async () => {
    const made = await library({
      '0002-delete.sql': `-- fastmigrate: no-transaction
-- Not the book.
PRAGMA foreign_keys = ON; DELETE FROM author WHERE id = 1;`,
      '0003-rebuild.sql': `-- fastmigrate: no-transaction
PRAGMA foreign_keys = ON;
CREATE TABLE new_author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO new_author SELECT * FROM author;
DROP TABLE author;
ALTER TABLE new_author RENAME TO author;`,
    });
    const [deleted, rebuilt] = (await rehearsed(made)).migrations;
    assert.deepEqual(deleted?.tables, [
      { table: 'author', before: 2, after: 1 },
      { table: 'book', before: 3, after: 1, deletedByCascade: 2 },
    ]);
    assert.deepEqual(rebuilt?.tables, [
      { table: 'book', before: 1, after: 0, deletedByCascade: 1 },
    ]);
    assert.equal(deleted.lockedMs, null);
  });

  it('calls no cascade what the script names, or what has no such foreign key', async () => {
    const made = await library({
      '0002-both.sql': 'DELETE FROM book WHERE author = 1; DELETE FROM author WHERE id = 1;',
      '0003-trigger.sql': `CREATE TABLE log (x); INSERT INTO log VALUES (1);
CREATE TRIGGER forget AFTER UPDATE ON author BEGIN DELETE FROM log; END;`,
      '0004-fired.sql': `UPDATE author SET name = 'z';`,
    });
    const { migrations } = await rehearsed(made);
    assert.deepEqual(migrations[0]?.tables[1], { table: 'book', before: 3, after: 1 });
    assert.deepEqual(migrations[2]?.tables, [{ table: 'log', before: 1, after: 0 }]);
  });

  it('tells the rows that would be left without a parent, and those that are', async () => {
    const made = await library({ '0002-delete.sql': 'DELETE FROM author WHERE id = 1;' });
    execute(made.database, 'INSERT INTO book VALUES (4, 99);');
    const report = await rehearsed(made);
    assert.deepEqual(report.foreignKeys, {
      new: [{ table: 'book', parent: 'author', rows: 2 }],
      old: 1,
    });
    assert.equal(report.error?.code, 'foreign-key-violation');
  });

  it('fails where the integrity check finds something new, and only then', async () => {
    const unchecked = (table: string): string =>
      `CREATE TABLE ${table} (x CHECK (x > 0)); PRAGMA ignore_check_constraints = ON;
INSERT INTO ${table} VALUES (-1);`;
    const made = await library({ '0002-a.sql': 'SELECT 1;' });
    execute(made.database, unchecked('old'));
    assert.equal((await rehearsed(made)).integrity, 'ok');
    made.add({ '0003-b.sql': unchecked('fresh') });
    const report = await rehearsed(made);
    assert.deepEqual([report.ok, report.error], [false, undefined]);
    assert.deepEqual(report.integrity, ['CHECK constraint failed in fresh']);
  });

  it('runs scripts as a run does: stock SQLite, outside of transactions, all or none', async () => {
    const made = await library({
      '0002-quotes.sql': 'INSERT INTO author VALUES (5, "double");',
      '0003-vacuum.sql': 'VACUUM;',
    });
    assert.equal((await rehearsed(made)).ok, true);
    assert.equal((await rehearsed(made, { atomic: true })).error?.code, 'bad-argument');
  });
});

describe('what a rehearsal runs on', () => {
  it('is an empty database where there is none, and none is made', async () => {
    const made = makeProject({ scripts: { '0001-first.sql': FIRST }, database: 'none' });
    const report = await rehearsed(made);
    assert.deepEqual(
      [report.ok, report.basis, report.copyOf, report.from, report.to],
      [true, 'empty', null, 0, 1],
    );
    assert.equal(existsSync(made.database), false);
  });

  it('is the reference where that is asked for', async () => {
    const made = await library({ '0002-more.sql': 'INSERT INTO author VALUES (7, NULL);' });
    const reference = join(made.folder, 'production.ref');
    const project = { ...made.project, reference };
    const none = await rehearse(project, { on: 'reference' }, made.runtime);
    assert.equal(none.error?.code, 'no-reference');
    writeFileSync(reference, readFileSync(made.database));
    chmodSync(reference, 0o444);
    execute(made.database, 'DELETE FROM author');
    const report = await rehearsed({ ...made, project }, { on: 'reference' });
    assert.deepEqual([report.ok, report.copyOf], [true, reference]);
    assert.deepEqual(report.migrations[0]?.tables, [{ table: 'author', before: 2, after: 3 }]);
  });

  it('is what a run puts back first where one was cut off', async () => {
    const made = await library({ '0002-slow.py': 'pass' });
    const snapshot = `${made.database}.fastmigrate-snapshot`;
    writeFileSync(snapshot, readFileSync(made.database));
    const record = { version: 2, file: '0002-slow.py', startedAt: '2026-01-01', snapshot };
    writeFileSync(`${made.database}.fastmigrate-run.json`, JSON.stringify(record));
    execute(made.database, 'DELETE FROM book');
    made.add({
      '0002-slow.py':
        'import sys, sqlite3\nc = sqlite3.connect(sys.argv[1])\nassert c.execute("SELECT count(*) FROM book").fetchone() == (3,)\n',
    });
    const report = await rehearsed(made);
    assert.deepEqual([report.ok, report.basis, report.copyOf], [true, 'snapshot', snapshot]);
    assert.match(report.warnings.join('\n'), /0002-slow\.py was cut off/);
  });

  const PENDING = { '0002-more.sql': 'INSERT INTO author VALUES (7, NULL);' };

  it('is a write-ahead database that nobody has open', async () => {
    const made = await library(PENDING);
    execute(made.database, 'PRAGMA journal_mode = WAL; DELETE FROM book WHERE id = 1;');
    const { migrations } = await rehearsed(made);
    assert.deepEqual(migrations[0]?.tables, [{ table: 'author', before: 2, after: 3 }]);
  });

  it('is a write-ahead database with what is in its log, in use or left behind', async () => {
    const made = await library(PENDING);
    const end = await holder(
      made.database,
      `PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO author VALUES (3, 'c');`,
    );
    const rows = async (): Promise<unknown> => (await rehearsed(made)).migrations[0]?.tables;
    const expected = [{ table: 'author', before: 3, after: 4 }];
    assert.deepEqual(await rows(), expected);
    await end();
    assert.ok(existsSync(`${made.database}-wal`));
    assert.deepEqual(await rows(), expected);
    rmSync(`${made.database}-shm`);
    assert.deepEqual(await rows(), expected);
  });

  it('is a database whose transaction was cut off, without what that had written', async () => {
    const made = await library(PENDING);
    const end = await holder(
      made.database,
      `PRAGMA cache_size = 2; PRAGMA cache_spill = 2; BEGIN; UPDATE author SET name = 'z';
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
       INSERT INTO author SELECT i + 100, hex(randomblob(500)) FROM n;`,
    );
    await end();
    assert.ok(existsSync(`${made.database}-journal`));
    const { migrations } = await rehearsed(made);
    assert.deepEqual(migrations[0]?.tables, [{ table: 'author', before: 2, after: 3 }]);
  });
});

describe('programs in a rehearsal', () => {
  const PYTHON = `import os, sqlite3, sys
assert os.environ["FASTMIGRATE_REHEARSAL"] == "1"
c = sqlite3.connect(sys.argv[1])
c.execute("CREATE TABLE made (x)")
c.commit()
print(sys.argv[1])
`;

  it('get the copy, and the report warns of what else they do', async () => {
    const made = await library({ '0002-made.py': PYTHON, '0003-made.sh': 'test -f "$1"\n' });
    const report = await rehearsed(made);
    assert.deepEqual(outcomes(report), ['0002-made.py passed', '0003-made.sh passed']);
    assert.deepEqual(report.migrations[0]?.schema?.changes, ['create table made']);
    assert.deepEqual(
      report.warnings.map((text) => text.split(' ')[0]),
      ['0002-made.py', '0003-made.sh'],
    );
    const [said] = made.events.filter((event) => event.type === 'script-output');
    assert.match(said?.text ?? '', /fastmigrate-rehearsal-\d+-\w+.app\.db/);
  });

  it('are told of in a warning where they write to the database itself', async () => {
    const made = await library({
      '0002-wrong.py': `import os, sqlite3\nc = sqlite3.connect("data/app.db")\nc.execute("DELETE FROM book")\nc.commit()\n`,
    });
    const { warnings } = await rehearse(made.project, {}, made.runtime);
    assert.match(warnings.at(-1) ?? '', /app\.db changed meanwhile/);
  });

  it('are ended when the rehearsal is cancelled, and the copy goes', async () => {
    const cancel = new AbortController();
    const made = await library(
      {
        '0002-sleep.py': `import os, sys, time
open("pid", "w").write(f"{os.getpid()} {sys.argv[1]}")
os.rename("pid", "asleep")
time.sleep(600)
`,
      },
      { runtime: { signal: cancel.signal } },
    );
    const before = dump(made.database);
    const rehearsal = rehearse(made.project, { ownProcessGroup: true }, made.runtime);
    const asleep = join(made.folder, 'asleep');
    await untilExists(asleep);
    const [pid = '', ...copy] = readFileSync(asleep, 'utf8').split(' ');
    assert.ok(existsSync(copy.join(' ')));
    cancel.abort();
    const report = await rehearsal;
    assert.deepEqual([report.ok, report.error?.code], [false, 'cancelled']);
    await until(() => !existsSync(`/proc/${pid}`), 'the end of the script');
    assert.equal(existsSync(copy.join(' ')), false);
    assert.deepEqual(dump(made.database), before);
  });
});

describe('a script that reaches other files', () => {
  it('ends the rehearsal before it runs', async () => {
    const made = await library({ '0002-good.sql': 'CREATE TABLE good (x);' });
    mkdirSync(join(made.folder, 'other'));
    const other = join(made.folder, 'other', 'x.db');
    execute(other, 'CREATE TABLE t (x)');
    const quoted = other.replaceAll("'", "''");
    const attach = `ATTACH '${quoted}' AS o; INSERT INTO o.t VALUES (1);`;
    for (const text of [attach, `VACUUM INTO '${quoted}2';`]) {
      made.add({ '0003-out.sql': text });
      const report = await rehearsed(made);
      assert.deepEqual(outcomes(report), ['0002-good.sql passed', '0003-out.sql not-run']);
      assert.deepEqual([report.ok, report.error?.code], [false, 'script-not-rehearsed']);
    }
    assert.deepEqual(column(other, 'SELECT * FROM t'), []);
  });

  it('is another than one that attaches a database in memory', async () => {
    const made = await library({
      '0002-memory.sql': `ATTACH DATABASE ':memory:' AS m; CREATE TABLE m.t (x); ATTACH '' AS n; DETACH m;`,
    });
    assert.equal((await rehearsed(made)).ok, true);
    made.add({ '0003-tricky.sql': `ATTACH ':memory:' || 'x' AS m;` });
    assert.equal((await rehearsed(made)).error?.code, 'script-not-rehearsed');
  });
});
