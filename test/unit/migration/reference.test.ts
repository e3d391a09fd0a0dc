import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { previewRestore } from '../../../src/core/backup/preview.ts';
import { restoreReference, saveReference } from '../../../src/core/backup/reference.ts';
import { renumber } from '../../../src/core/migration/renumber.ts';
import { recordScripts } from '../../../src/core/migration/rerecord.ts';
import { restoreScript, restoreScripts } from '../../../src/core/migration/restoreScripts.ts';
import { column, execute } from '../../support/database.ts';
import { readStatus } from '../../../src/core/migration/status.ts';
import { makeProject } from '../../support/project.ts';
import { makeShop, SHOP, shopStatuses } from '../../support/shop.ts';
import { EDITED, code, path, withReference } from './withReference.ts';

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

  it('are recorded as they were looked at, though one is changed while the backup is written', async () => {
    const made = await withReference();
    const harmless = `-- shelves\n${SHOP['001.shelf.sql']}`;
    made.add({ '001.shelf.sql': harmless });
    const emit = made.runtime.emit;
    const runtime = {
      ...made.runtime,
      emit: (event: Parameters<typeof emit>[0]) => {
        if (event.type === 'backup-written') made.add({ '001.shelf.sql': 'DROP TABLE shelf;\n' });
        emit(event);
      },
    };
    await recordScripts(made.project, [1], runtime);
    assert.deepEqual(column(made.database, 'SELECT script FROM _migrations WHERE id = 1'), [
      harmless,
    ]);
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
