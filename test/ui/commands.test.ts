import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { makeSample } from '../../scripts/lib/sample.ts';
import { shopIn } from '../extension/shop.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, suiteFolder } from './opening.ts';
import { dialogButton, palette, pick, statusOf, toast } from './workbench.ts';

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
});
