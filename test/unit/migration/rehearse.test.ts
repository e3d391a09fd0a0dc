import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { rehearse } from '../../../src/core/rehearse/rehearse.ts';
import { column, execute } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';
import { FIRST, library, outcomes, rehearsed } from './rehearsing.ts';

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
