import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listBackups } from '../../../src/core/backup/list.ts';
import { saveReference } from '../../../src/core/backup/reference.ts';
import { ci } from '../../../src/core/workflow/ci.ts';
import { dev } from '../../../src/core/workflow/dev.ts';
import { column, execute } from '../../support/database.ts';
import { makeShop } from '../../support/shop.ts';
import { EDITED, path, withReference } from './withReference.ts';

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
