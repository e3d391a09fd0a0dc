import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import type { Editor } from '../host/launch.ts';
import { openWindow, suiteFolder } from './opening.ts';
import {
  answer,
  clickUntil,
  dialogButton,
  openContainer,
  palette,
  pick,
  row,
  statusOf,
} from './workbench.ts';

describe('first steps, in the editor', () => {
  const parent = suiteFolder();
  let editor: Editor;

  async function open(
    name: string,
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const folder = path.join(parent, name);
    fs.mkdirSync(path.join(folder, 'data'), { recursive: true });
    editor = await openWindow({ folder, userSettings: settings });
    return folder;
  }

  afterEach(async () => editor.close());

  it('lead from an empty folder to a migrated database', async function () {
    this.timeout(60_000);
    const folder = await open('new');
    assert.equal(await editor.page.locator('.activitybar [aria-label^="FastMigrate"]').count(), 0);
    assert.equal(await editor.page.locator('.statusbar-item', { hasText: /v\d/ }).count(), 0);
    await palette(editor, 'FastMigrate: Set Up Migrations…');
    await answer(editor, 'Database file', 'data/notes.db');
    await answer(editor, 'Folder of the migration scripts', 'migrations');
    await editor.page
      .locator('.welcome-view-content', { hasText: 'There is no database yet' })
      .waitFor();
    await editor.shot('welcome');
    await editor.page
      .locator('.welcome-view .monaco-button', { hasText: 'Create Database' })
      .click();
    await editor.page
      .locator('.welcome-view-content', { hasText: 'There are no migration scripts yet' })
      .waitFor();
    await editor.page.locator('.welcome-view .monaco-button', { hasText: 'New Migration' }).click();
    await answer(editor, 'What does it do?', 'Notes with ümlauts');
    await pick(editor, 'SQL');
    const script = path.join(folder, 'migrations', '0001-notes-with-ümlauts.sql');
    await row(editor, '0001-notes-with-ümlauts.sql').waitFor();
    fs.writeFileSync(script, 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);\n');
    const written = row(editor, '0001-notes-with-ümlauts.sql');
    await clickUntil(
      async () => {
        await written.hover();
        await written.locator('.action-label[aria-label^="Run Up to Here"]').click();
      },
      dialogButton(editor, 'Run 1 Migration'),
    );
    await dialogButton(editor, 'Run 1 Migration').click();
    await row(editor, '0001-notes').getByText('applied').waitFor();
    assert.equal(statusOf(folder).state, 'CURRENT');
  });

  it('take a database under management that was there before', async function () {
    this.timeout(60_000);
    const folder = path.join(parent, 'old');
    fs.mkdirSync(path.join(folder, 'data'), { recursive: true });
    const database = new Database(path.join(folder, 'data', 'shop.db'));
    database.exec(
      "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO items VALUES (1, 'pen');",
    );
    database.close();
    fs.writeFileSync(
      path.join(folder, '.fastmigrate'),
      '[paths]\ndb = data/shop.db\nmigrations = migrations\n',
    );
    await open('old');
    await openContainer(editor);
    const enroll = editor.page.locator('.welcome-view .monaco-button', {
      hasText: 'Enroll Database',
    });
    await enroll.waitFor();
    await editor.shot('unversioned');
    await enroll.click();
    await dialogButton(editor, 'Enroll Database').click();
    await row(editor, '0001-initial.sql').getByText('applied').waitFor();
    const { state, version } = statusOf(folder);
    assert.deepEqual({ state, version }, { state: 'CURRENT', version: 1 });
    assert.match(
      fs.readFileSync(path.join(folder, 'migrations', '0001-initial.sql'), 'utf8'),
      /CREATE TABLE items/,
    );
  });

  it('begin in Restricted Mode and go on when trust is granted, without a reload', async function () {
    this.timeout(60_000);
    const folder = path.join(parent, 'strange');
    fs.mkdirSync(path.join(folder, 'migrations'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'migrations', '0001-a.sql'), 'CREATE TABLE a (x);\n');
    await open('strange', {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    });
    await openContainer(editor);
    await row(editor, 'Version hidden until trusted').waitFor();
    assert.equal(await editor.page.locator('.pane-header', { hasText: 'Backups' }).count(), 0);
    await editor.shot('restricted');
    await row(editor, 'Version hidden until trusted').click();
    await editor.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' })
      .first()
      .click();
    await row(editor, 'No database yet').waitFor();
    assert.equal(await row(editor, 'Version hidden until trusted').count(), 0);
  });
});
