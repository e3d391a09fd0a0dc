import assert from 'node:assert/strict';
import { backupDatabase } from '../../../src/core/backup/backup.ts';
import { listBackups } from '../../../src/core/backup/list.ts';
import { column, execute, rows } from '../../support/database.ts';
import { makeShop } from '../../support/shop.ts';

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

  it('is in error where a number is missing, is 0 or is there twice', () => {
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
