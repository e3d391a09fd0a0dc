import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { makeSample } from '../../scripts/lib/sample.ts';
import { projectIn } from '../extension/projectFiles.ts';
import { shopIn } from '../extension/shop.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, suiteFolder } from './opening.ts';
import { dialogButton, palette, pick, row, statusOf, toast } from './workbench.ts';

describe('commands of the palette, in the editor', () => {
  const parent = suiteFolder();
  let editor: Editor;

  describe('on the library', () => {
    const folder = path.join(parent, 'library');

    before(async function () {
      this.timeout(180_000);
      makeSample(folder);
      editor = await openWide({ folder });
    });
    after(async () => editor.close());

    it('say what becomes of the scripts when a version is set by hand', async () => {
      await palette(editor, 'FastMigrate: Set Version by Hand…');
      await editor.page
        .locator('.quick-input-list .monaco-list-row', { hasText: '0005-member-email.sql · now' })
        .waitFor();
      await pick(editor, 'v3');
      const question = editor.page.locator('.monaco-dialog-box', { hasText: 'Version: 5 → 3' });
      await question.getByText('above version 3 become pending').waitFor();
      await question.getByText('The database is backed up first.').waitFor();
      await dialogButton(editor, 'Cancel').click();
      assert.equal(statusOf(folder).version, 5);
    });

    it('offer extensions that show a database where there is none', async () => {
      await palette(editor, 'FastMigrate: Open Database');
      await editor.page.locator('.tab.active', { hasText: 'library.db' }).waitFor();
      const told = toast(editor, 'cannot show SQLite files');
      await told.locator('.monaco-button', { hasText: 'Search Extensions' }).click();
      await editor.page.locator('.extensions-viewlet').waitFor();
    });
  });

  describe('on a shop with views', () => {
    const folder = path.join(parent, 'shop');

    before(async function () {
      this.timeout(180_000);
      fs.mkdirSync(folder);
      shopIn(folder);
      editor = await openWide({ folder });
    });
    after(async () => editor.close());

    it('list the scripts that have a number as versions', async () => {
      await palette(editor, 'FastMigrate: Set Version by Hand…');
      const list = editor.page.locator('.quick-input-list .monaco-list-row');
      await list.filter({ hasText: 'v0' }).waitFor();
      assert.deepEqual(await list.locator('.label-name').allInnerTexts(), [
        'v4',
        'v3',
        'v2',
        'v1',
        'v0',
      ]);
    });
  });

  describe('with a Python that is not there', () => {
    const folder = path.join(parent, 'programs');

    before(async function () {
      this.timeout(180_000);
      const files = {
        '.fastmigrate': '[paths]\ndb = app.db\npython = /nowhere/python3\n',
        'migrations/0001-a.py': 'print("a")\n',
      };
      projectIn(folder, { files, database: 'app.db', to: 0 });
      editor = await openWide({ folder });
    });
    after(async () => editor.close());

    it('lead from the failure to the setting that names another one', async () => {
      await palette(editor, 'FastMigrate: Run Pending Migrations');
      await dialogButton(editor, 'Run 1 Migration').click();
      const told = toast(editor, 'cannot start /nowhere/python3: it was not found');
      await told.locator('.monaco-button', { hasText: 'Open Settings' }).click();
      const search = editor.page.locator('.settings-editor .suggest-input-container');
      await search.getByText('fastmigrate.pythonPath').waitFor();
    });

    it('say in the status bar that another program has locked the database', async () => {
      const other = new Database(path.join(folder, 'app.db'));
      other.exec('BEGIN EXCLUSIVE');
      try {
        await palette(editor, 'FastMigrate: Refresh');
        await editor.page.locator('.statusbar-item.warning-kind', { hasText: 'locked' }).waitFor();
        await row(editor, 'app.db').getByText('locked by another program').waitFor();
      } finally {
        other.close();
      }
    });
  });
});
