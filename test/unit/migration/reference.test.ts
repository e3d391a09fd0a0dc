import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backupDatabase } from '../../../src/core/backup/backup.ts';
import { listBackups } from '../../../src/core/backup/list.ts';
import { previewRestore } from '../../../src/core/backup/preview.ts';
import { restoreReference, saveReference } from '../../../src/core/backup/reference.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import { ci } from '../../../src/core/workflow/ci.ts';
import { dev } from '../../../src/core/workflow/dev.ts';
import { renumber } from '../../../src/core/migration/renumber.ts';
import { recordScripts } from '../../../src/core/migration/rerecord.ts';
import { restoreScript, restoreScripts } from '../../../src/core/migration/restoreScripts.ts';
import { column, execute, rows } from '../../support/database.ts';
import { readStatus } from '../../../src/core/migration/status.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';
import { makeShop, SHOP, shopStatuses } from '../../support/shop.ts';

const EDITED = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, author TEXT);\n';

/** Two scripts applied and in the reference, the third in neither. */
async function withReference(parts: Parameters<typeof makeShop>[0] = {}): Promise<Made> {
  const made = makeShop(parts);
  assert.equal((await made.run({ only: '001.shelf.sql' })).ok, true);
  assert.equal((await made.run({ only: '002.book.sql' })).ok, true);
  await saveReference(made.project, made.runtime);
  return made;
}

const path = (made: Made, name: string): string => join(made.project.migrations, name);
const code = (expected: string) => (error: unknown) =>
  error instanceof MigrateError && error.failure.code === expected;

describe('a TupleSaver project', () => {
  it('keeps its version in _migrations and backs up before it runs', async () => {
    const made = makeShop();
    const report = await made.run();
    assert.deepEqual([report.ok, report.from, report.to], [true, 0, 3]);
    assert.match(
      report.backup ?? '',
      /\.bak[\\/]\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{6}\.000\.app\.db$/,
    );
    assert.deepEqual(column(made.database, 'SELECT id FROM _migrations'), [1, 2, 3]);
    assert.deepEqual(rows(made.database, `SELECT 1 FROM sqlite_schema WHERE name = '_meta'`), []);
    assert.equal(made.status().state, 'CURRENT');
    assert.deepEqual(
      listBackups(made.project).map(({ kind, version }) => [kind, version]),
      [['tuplesaver', 0]],
    );
  });

  it('keeps as many backups as it is told, and never loses the newest', async () => {
    const made = makeShop({ project: { keep: 2 } });
    for (let turn = 0; turn < 4; turn += 1) await backupDatabase(made.project, made.runtime);
    const { file } = await backupDatabase(made.project, made.runtime);
    const left = listBackups(made.project);
    assert.equal(left.length, 2);
    assert.equal(left[0]?.file, file);
  });

  it('is in error where a number is missing, is 0 or is not the first', () => {
    for (const [name, wrong] of [
      ['005.x.sql', 'version-gap'],
      ['000.x.sql', 'invalid-migration'],
      ['02.x.sql', 'duplicate-version'],
    ] as const) {
      const made = makeShop();
      made.add({ [name]: '' });
      const { state, errors } = made.status();
      assert.deepEqual([state, errors[0]?.code], ['ERROR', wrong]);
    }
  });

  it('applies declarative scripts last, and again when they change', async () => {
    const made = makeShop();
    const view = 'views_indexes_triggers/titles.sql';
    made.add({
      [view]: 'DROP VIEW IF EXISTS titles; CREATE VIEW titles AS SELECT title FROM book;',
    });
    assert.deepEqual((await made.run({ only: view })).error?.code, 'bad-argument');
    assert.equal((await made.run()).to, 3);
    made.add({
      [view]: 'DROP VIEW IF EXISTS titles; CREATE VIEW titles AS SELECT pages FROM book;',
    });
    const { state, migrations } = made.status();
    assert.deepEqual(
      [state, migrations[3]?.status, migrations[3]?.version],
      ['PENDING', 'pending', -1],
    );
    assert.equal((await made.run({ only: view })).ok, true);
    assert.equal((await made.run()).migrations.length, 0);
    assert.deepEqual(
      column(made.database, 'SELECT id FROM _migrations ORDER BY id'),
      [-2, -1, 1, 2, 3],
    );
  });

  it('skips nothing silently: a script without a record below others was merged late', async () => {
    const made = makeShop();
    await made.run();
    execute(made.database, 'DELETE FROM _migrations WHERE id = 1');
    assert.equal(made.status().migrations[0]?.status, 'skipped');
    assert.equal((await made.run()).error?.code, 'refused');
  });

  it('applies one script, which must be the next', async () => {
    const made = makeShop();
    const early = await made.run({ only: '002.book.sql' });
    assert.deepEqual([early.ok, early.error?.code, early.to], [false, 'bad-argument', 0]);
    assert.deepEqual((await made.run({ only: '001.shelf.sql' })).to, 1);
  });
});

describe('the reference', () => {
  it('tells what it has from what it has not got yet', async () => {
    const made = await withReference();
    assert.deepEqual(shopStatuses(made), [
      '001.shelf.sql: applied, recorded',
      '002.book.sql: applied, recorded',
      '003.page.sql: pending, pending',
    ]);
    assert.equal(made.status().reference?.version, 2);
    assert.equal(statSync(`${made.database}.ref`).mode & 0o222, 0);
  });

  it('conflicts with a script that it recorded otherwise or whose file is gone, and not with what only we applied', async () => {
    const made = await withReference();
    await made.run();
    made.add({ '002.book.sql': EDITED, '003.page.sql': 'SELECT 1;\n' });
    rmSync(path(made, '001.shelf.sql'));
    assert.deepEqual(shopStatuses(made), [
      '001.shelf.sql: conflicted, missing',
      '002.book.sql: conflicted, conflicted',
      '003.page.sql: diverged, pending',
    ]);
    made.add({ '001.shelf.sql': SHOP['001.shelf.sql'] });
    assert.equal(made.status().state, 'CONFLICTED');
    made.add({ '002.book.sql': SHOP['002.book.sql'] });
    assert.equal(made.status().state, 'DIVERGED');
    assert.equal((await made.run()).error?.code, 'refused');
  });

  it('is refreshed from the database or another file, and put back after a safety backup', async () => {
    const made = await withReference();
    await made.run();
    execute(made.database, `INSERT INTO shelf VALUES (1, 'north')`);
    const preview = previewRestore(made.project, `${made.database}.ref`);
    assert.deepEqual(
      preview.tables.find(({ table }) => table === 'shelf'),
      { table: 'shelf', rowsNow: 1, rowsThen: 0, onlyNow: 1, onlyThen: 0 },
    );
    assert.deepEqual(
      [preview.versionNow, preview.versionThen, preview.schemaDiffers],
      [3, 2, true],
    );
    const { safetyBackup, version } = await restoreReference(made.project, made.runtime);
    assert.equal(version, 2);
    assert.deepEqual(column(safetyBackup ?? '', 'SELECT place FROM shelf'), ['north']);
    await saveReference(made.project, made.runtime, safetyBackup);
    assert.equal(made.status().reference?.version, 3);
    rmSync(made.database);
    await restoreReference(made.project, made.runtime);
    execute(made.database, `INSERT INTO shelf VALUES (2, 'south')`);
  });

  it('works for a project of the other convention, by its key', async () => {
    const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
    const reference = join(made.folder, 'production.db');
    const project = { ...made.project, reference };
    await made.run();
    await saveReference(project, made.runtime);
    made.add({ '0001-a.sql': 'CREATE TABLE a (x, y);', '0002-b.sql': '' });
    const { state, migrations } = readStatus(project, { openDatabase: true });
    assert.deepEqual(
      [state, ...migrations.map((migration) => migration.reference)],
      ['CONFLICTED', 'conflicted', 'pending'],
    );
  });

  it('that is not there is an error, and the database stays', async () => {
    const made = makeShop();
    await made.run();
    await assert.rejects(restoreReference(made.project, made.runtime), code('no-reference'));
    assert.equal(made.status().version, 3);
    const plain = makeProject();
    await assert.rejects(saveReference(plain.project, plain.runtime), code('no-reference'));
  });
});

describe('scripts', () => {
  it('come back under the recorded name, and what they replace is saved', async () => {
    const made = await withReference();
    made.add({ '001.shelf.sql': 'SELECT 1;\n' });
    renameSync(path(made, '002.book.sql'), path(made, '002.authors.sql'));
    const { written, saved } = restoreScripts(made.project, 'reference', made.runtime);
    assert.deepEqual(written, [path(made, '001.shelf.sql'), path(made, '002.book.sql')]);
    assert.deepEqual(
      saved.map((file) => readFileSync(file, 'utf8')),
      ['SELECT 1;\n', SHOP['002.book.sql']],
    );
    assert.equal(existsSync(path(made, '002.authors.sql')), false);
    assert.equal(made.status().state, 'PENDING');
    assert.deepEqual(restoreScripts(made.project, 'database', made.runtime), {
      written: [],
      saved: [],
    });
    rmSync(path(made, '001.shelf.sql'));
    restoreScript(made.project, 1, 'database', made.runtime);
    assert.equal(readFileSync(path(made, '001.shelf.sql'), 'utf8'), SHOP['001.shelf.sql']);
  });

  it('are never written outside the folder, whatever a database says', async () => {
    const made = await withReference();
    for (const name of ['../../001.x.sql', '001.x.sh', '/tmp/001.x.sql']) {
      execute(made.database, `UPDATE _migrations SET filename = '${name}' WHERE id = 1`);
      assert.throws(
        () => restoreScripts(made.project, 'database', made.runtime),
        code('bad-version-record'),
      );
    }
  });

  it('are recorded anew where their meaning is the same', async () => {
    const made = await withReference();
    made.add({ '001.shelf.sql': `-- shelves\n${SHOP['001.shelf.sql']}` });
    renameSync(path(made, '002.book.sql'), path(made, '002.books.sql'));
    assert.equal(made.status().state, 'DIVERGED');
    await recordScripts(made.project, [1, 2], made.runtime);
    assert.deepEqual(shopStatuses(made).slice(0, 2), [
      '001.shelf.sql: applied, recorded',
      '002.books.sql: applied, recorded',
    ]);
    made.add({ '002.books.sql': EDITED });
    await assert.rejects(recordScripts(made.project, [2], made.runtime), code('bad-argument'));
    await assert.rejects(recordScripts(made.project, [3], made.runtime), code('bad-argument'));
  });

  it('get another number only before they are applied, and are called by it in comments', async () => {
    const made = await withReference();
    made.add({
      '003.loan.sql': '-- 003.loan.sql\nCREATE TABLE loan (x);\n',
      '004.fee.sql': `-- after 003.loan.sql\nSELECT '003.loan.sql';\n`,
    });
    assert.equal(made.status().state, 'ERROR');
    const done = await renumber(made.project, '003.loan.sql', made.runtime);
    assert.deepEqual(done, { from: '003.loan.sql', to: '005.loan.sql', changed: ['004.fee.sql'] });
    assert.equal(
      readFileSync(path(made, '004.fee.sql'), 'utf8'),
      `-- after 005.loan.sql\nSELECT '003.loan.sql';\n`,
    );
    assert.equal(readFileSync(path(made, '005.loan.sql'), 'utf8').slice(0, 15), '-- 005.loan.sql');
    assert.equal(made.status().state, 'PENDING');
    await assert.rejects(
      renumber(made.project, '002.book.sql', made.runtime),
      code('bad-argument'),
    );
  });

  it('close a gap when they are renumbered in a TupleSaver project', async () => {
    const made = await withReference();
    made.add({ '005.loan.sql': '' });
    assert.equal((await renumber(made.project, '005.loan.sql', made.runtime)).to, '004.loan.sql');
  });
});

describe('dev', () => {
  it('makes the database and applies everything', async () => {
    const made = makeShop({ database: 'none' });
    const { ok, state, steps } = await dev(made.project, {}, made.runtime);
    assert.deepEqual(
      [ok, state, steps.map(({ did }) => did)],
      [true, 'CURRENT', ['created', 'applied']],
    );
  });

  it('goes back to the reference once, and applies anew', async () => {
    const made = await withReference();
    await made.run();
    made.add({ '003.page.sql': 'ALTER TABLE book ADD COLUMN size INTEGER;\n' });
    const { ok, steps } = await dev(made.project, {}, made.runtime);
    assert.deepEqual([ok, steps.map(({ did }) => did)], [true, ['restored', 'applied']]);
  });

  it('ends where the reference does not help', async () => {
    const made = await withReference();
    execute(made.database, `UPDATE _migrations SET filename = '002.other.sql' WHERE id = 2`);
    await saveReference(made.project, made.runtime);
    const { ok, state, steps, stopped } = await dev(made.project, {}, made.runtime);
    assert.deepEqual([ok, state, steps.map(({ did }) => did)], [false, 'DIVERGED', ['restored']]);
    assert.match(stopped ?? '', /^Still DIVERGED/);
  });

  it('names a conflict and changes nothing, unless scripts are to be restored', async () => {
    const made = await withReference();
    made.add({ '002.book.sql': EDITED });
    const before = await dev(made.project, {}, made.runtime);
    assert.deepEqual([before.ok, before.state, before.steps], [false, 'CONFLICTED', []]);
    assert.match(before.stopped ?? '', /002\.book\.sql.*--restore-scripts.*renumber/);
    assert.equal(readFileSync(path(made, '002.book.sql'), 'utf8'), EDITED);
    const after = await dev(made.project, { restoreScripts: true }, made.runtime);
    assert.equal(after.ok, true);
  });

  it('says what an empty database would lose, and empties it only when it is told to', async () => {
    const made = makeShop();
    await made.run();
    execute(made.database, `INSERT INTO shelf VALUES (1, 'north')`);
    made.add({ '002.book.sql': EDITED });
    const refused = await dev(made.project, {}, made.runtime);
    assert.deepEqual([refused.ok, refused.steps], [false, []]);
    assert.match(refused.stopped ?? '', /1 of shelf.*--reset/);
    assert.deepEqual(column(made.database, 'SELECT place FROM shelf'), ['north']);
    const { ok, steps } = await dev(made.project, { reset: true }, made.runtime);
    assert.deepEqual([ok, steps.map(({ did }) => did)], [true, ['emptied', 'applied']]);
    const [first] = steps;
    assert.ok(first?.did === 'emptied');
    assert.deepEqual(column(first.safetyBackup ?? '', 'SELECT place FROM shelf'), ['north']);
  });
});

describe('ci', () => {
  const hook = (body: string): readonly string[] => [process.execPath, '-e', body];

  it('backs up, hands the backup to the hook, and applies', async () => {
    const made = makeShop({
      project: {
        hook: hook(`require('fs').writeFileSync('sent.txt', process.argv.at(-1))`),
      },
    });
    const { ok, steps } = await ci(made.project, {}, made.runtime);
    assert.deepEqual(
      [ok, steps.map(({ did }) => did)],
      [true, ['backed-up', 'ran-hook', 'applied']],
    );
    const [backup] = listBackups(made.project);
    assert.equal(readFileSync(join(made.folder, 'sent.txt'), 'utf8'), backup?.file);
    assert.equal(readdirSync(`${made.database}.bak`).length, 1);
  });

  it('applies nothing when the hook fails', async () => {
    const made = makeShop({ project: { hook: hook('process.exit(3)') } });
    const { ok, error } = await ci(made.project, {}, made.runtime);
    assert.deepEqual([ok, error?.code], [false, 'hook-failed']);
    assert.equal(made.status().version, 0);
  });

  it('restores nothing in any other state', async () => {
    const made = await withReference();
    await made.run();
    made.add({ '003.page.sql': 'SELECT 1;\n' });
    const { ok, state, steps } = await ci(made.project, {}, made.runtime);
    assert.deepEqual([ok, state, steps], [false, 'DIVERGED', []]);
  });
});
