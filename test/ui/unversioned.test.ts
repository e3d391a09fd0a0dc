import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import path from 'node:path';
import type { Editor } from '../host/launch.ts';
import { openWindow, suiteFolder } from './opening.ts';
import { writeFiles } from '../extension/projectFiles.ts';
import {
  clickUntil,
  dialogButton,
  openContainer,
  palette,
  pick,
  row,
  statusOf,
} from './workbench.ts';

const MADE = 'CREATE TABLE books (id INTEGER PRIMARY KEY);\n';

describe('a database without a version record, beside scripts', () => {
  const folder = suiteFolder();
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    writeFiles(folder, {
      '.fastmigrate': '[paths]\ndb = books.db\n',
      'migrations/0001-books.sql': MADE,
      'migrations/0002-tags.sql': 'CREATE TABLE tags (name TEXT);\n',
      'broken/.fastmigrate': 'nothing\n',
    });
    const database = new Database(path.join(folder, 'books.db'));
    database.exec(MADE);
    database.close();
    editor = await openWindow({ folder });
    await openContainer(editor);
  });

  it('says of a configuration that cannot be used where it is', async () => {
    await row(editor, path.join('broken', '.fastmigrate')).waitFor();
  });

  it('is not enrolled over the first script, and its version is asked for instead', async () => {
    await palette(editor, 'FastMigrate: Enroll Database');
    await editor.page
      .locator('.monaco-dialog-box', { hasText: '0001-books.sql is there already' })
      .waitFor();
    await dialogButton(editor, 'Set Version by Hand').click();
    await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'v2' }).waitFor();
    await editor.page.keyboard.press('Escape');
    assert.equal(statusOf(folder).state, 'UNVERSIONED');
  });

  it('gets its version from a click on its row', async () => {
    const choice = editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'v1' });
    await clickUntil(() => row(editor, 'click to set its version').click(), choice.first());
    await pick(editor, 'v1');
    await dialogButton(editor, 'Set Version 1').click();
    await row(editor, '0002-tags.sql').getByText('pending · next').waitFor();
    const { state, version } = statusOf(folder);
    assert.deepEqual([state, version], ['PENDING', 1]);
  });
});
