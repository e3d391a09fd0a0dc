import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { makeSample, runCommand } from '../../scripts/lib/sample.ts';
import { shopIn } from '../extension/shop.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, suiteFolder } from './opening.ts';
import { clickUntil, dialogButton, palette, pick, row, rowAction, statusOf } from './workbench.ts';

describe('states of a project, in the editor', () => {
  const parent = suiteFolder();
  let editor: Editor;

  async function open(
    folder: string,
    size?: { readonly width: number; readonly height: number },
  ): Promise<void> {
    editor = await openWide({
      folder,
      // Columns of a text line up.
      userSettings: { 'editor.fontFamily': 'DejaVu Sans Mono' },
      ...(size !== undefined && { size }),
    });
  }

  describe('with scripts that differ from their records', () => {
    const folder = path.join(parent, 'library');

    before(async function () {
      this.timeout(180_000);
      makeSample(folder);
      spoil(folder);
      await open(folder);
    });
    after(async () => editor.close());

    it('says of each script how it stands', async () => {
      await row(editor, '0001-initial.sql').getByText('diverged · comments only').waitFor();
      await row(editor, '0002-copies').getByText('missing').waitFor();
      await row(editor, '0003-track').getByText('diverged', { exact: true }).waitFor();
      await row(editor, '0004-reviews').getByText('skipped · merged late').waitFor();
      await row(editor, '0005-member').getByText('applied', { exact: true }).waitFor();
      await row(editor, '0006-books').getByText('applied · not verified').waitFor();
      assert.equal(statusOf(folder).state, 'DIVERGED');
    });

    it('names the database whose scripts are in the way of a run', async () => {
      await palette(editor, 'FastMigrate: Run Pending Migrations');
      const question = editor.page.locator('.monaco-dialog-box', { hasText: 'need attention' });
      await question.getByText(path.join(folder, 'data', 'library.db')).waitFor();
      await question.getByText('0004-reviews.sql: skipped').waitFor();
      await dialogButton(editor, 'Cancel').click();
    });

    it('compares a script with what was applied', async () => {
      await rowAction(row(editor, '0003-track'), 'Compare with Applied').click();
      await editor.page.locator('.tab', { hasText: 'applied ↔ file' }).waitFor();
      await editor.page.locator('.diffOverview').first().waitFor();
      await editor.shot('diverged');
    });

    it('offers a quick fix for a script that was merged late', async () => {
      await row(editor, '0004-reviews').click();
      await editor.page.locator('.editor-instance', { hasText: 'reviews' }).waitFor();
      // The fixes come with the Problem, and that with the status.
      await editor.page
        .locator('.editor-instance .squiggly-warning, .editor-instance .squiggly-error')
        .first()
        .waitFor();
      await clickUntil(
        () => palette(editor, 'Quick Fix...'),
        editor.page.locator('.action-widget', { hasText: 'Renumber' }),
      );
      await editor.shot('skipped');
      await editor.page.keyboard.press('Escape');
    });

    it('puts names and numbers that cannot stay into the Problems panel', async () => {
      for (const name of ['0009-other.sql', '010-short.sql'])
        fs.writeFileSync(path.join(folder, 'migrations', name), 'CREATE TABLE other (x);\n');
      await row(editor, '010-short.sql').getByText('invalid').waitFor();
      await palette(editor, 'Problems: Focus on Problems View');
      const problem = editor.page.locator('.markers-panel .monaco-list-row', {
        hasText: 'FM602',
      });
      await problem.first().waitFor();
      await editor.shot('error');
      assert.equal(statusOf(folder).state, 'ERROR');
    });
  });

  describe('with backups', () => {
    const folder = path.join(parent, 'backups');

    before(async function () {
      this.timeout(180_000);
      makeSample(folder);
      runCommand(folder, ['backup']);
      change(path.join(folder, 'data', 'library.db'));
      runCommand(folder, ['run', '--to', '7', '--backup']);
      await open(folder);
    });
    after(async () => editor.close());

    it('says what a restore would lose before it is done', async () => {
      await editor.page.locator('.pane-header', { hasText: 'Backups' }).click();
      const oldest = editor.page.locator('.sidebar .monaco-list-row', { hasText: 'v5 ·' }).last();
      await rowAction(oldest, 'Restore Backup').click();
      await editor.page.locator('.monaco-dialog-box', { hasText: 'would be lost' }).waitFor();
      await editor.shot('backups');
      await dialogButton(editor, 'Show All Differences').click();
      await editor.page
        .locator('.editor-instance', { hasText: 'What a restore would change' })
        .waitFor();
      await editor.shot('restore-preview');
    });
  });

  describe('with a reference', () => {
    const folder = path.join(parent, 'shop');

    before(async function () {
      this.timeout(180_000);
      fs.mkdirSync(folder);
      shopIn(folder);
      // Three texts beside each other need room.
      await open(folder, { width: 1680, height: 840 });
    });
    after(async () => editor.close());

    it('shows the conflict and the age of the reference', async () => {
      await row(editor, '003.add_email.sql').getByText('conflicted').waitFor();
      await row(editor, '003.add_email.sql').click();
      await editor.page.locator('.editor-instance', { hasText: 'customers_email' }).waitFor();
      await palette(editor, 'Problems: Focus on Problems View');
      await editor.page
        .locator('.markers-panel .monaco-list-row', { hasText: '003' })
        .first()
        .waitFor();
      await editor.shot('conflicted');
      await editor.eval((vscode) => vscode.commands.executeCommand('workbench.action.closePanel'));
    });

    it('compares production, the database and the file beside each other', async () => {
      await rowAction(row(editor, '003.add_email.sql'), 'Compare File, Database').click();
      await editor.page.locator('.tab', { hasText: 'applied ↔ file' }).waitFor();
      await editor.shot('three-way');
      await editor.eval((vscode) =>
        vscode.commands.executeCommand('workbench.action.closeAllEditors'),
      );
    });

    it('restores the database from the reference after asking', async () => {
      await rowAction(
        editor.page.locator('.sidebar .monaco-list-row[aria-label^="reference, v3"]'),
        'Restore Database from Reference',
      ).click();
      await editor.page.locator('.monaco-dialog-box', { hasText: 'orders: 9 → 12 rows' }).waitFor();
      await editor.shot('reference');
      await dialogButton(editor, 'Restore from Reference').click();
      await editor.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
      await editor.page.locator('.statusbar-item', { hasText: 'restored to v3' }).waitFor();
      assert.equal(fs.readdirSync(path.join(folder, 'shop.sqlite.bak')).length, 1);
      const database = new Database(path.join(folder, 'shop.sqlite'), { readonly: true });
      assert.equal(database.prepare('SELECT count(*) FROM orders').pluck().get(), 12);
      database.close();
    });

    it('replaces the reference by the working database after asking', async () => {
      const reference = path.join(folder, 'shop.sqlite.ref');
      const before = fs.statSync(reference).ino;
      const referenceRow = editor.page.locator(
        '.sidebar .monaco-list-row[aria-label^="reference, v3"]',
      );
      await rowAction(referenceRow, 'Refresh Reference').click();
      await pick(editor, 'From the Working Database');
      await editor.page
        .locator('.monaco-dialog-box', { hasText: 'The working database is not changed' })
        .waitFor();
      await dialogButton(editor, 'Replace Reference').click();
      await editor.page.locator('.statusbar-item', { hasText: 'Reference saved' }).waitFor();
      assert.notEqual(fs.statSync(reference).ino, before);
      assert.equal(fs.statSync(reference).mode & 0o222, 0);
    });
  });
});

/** Edits, removes and adds scripts, and applies one behind our back, as the Python tool does. */
function spoil(folder: string): void {
  const script = (name: string): string => path.join(folder, 'migrations', name);
  const edit = (name: string, change_: (text: string) => string): void =>
    fs.writeFileSync(script(name), change_(fs.readFileSync(script(name), 'utf8')));
  edit('0001-initial.sql', (text) => `-- The first tables of the library.\n${text}`);
  fs.rmSync(script('0002-copies-and-loans.sql'));
  edit('0003-track-copies-on-loan.sql', (text) =>
    text.replace('SET on_loan = 1 WHERE', "SET on_loan = 1, shelf = 'out' WHERE"),
  );
  const database = new Database(path.join(folder, 'data', 'library.db'));
  database.exec('DELETE FROM _migrations WHERE id = 4; UPDATE _meta SET version = 6;');
  database.close();
}

function change(file: string): void {
  const database = new Database(file);
  database.exec(`
    DELETE FROM loans WHERE id % 5 = 0;
    UPDATE members SET name = upper(name) WHERE id < 4;
    INSERT INTO reviews (book_id, member_id, stars)
    SELECT b.id, m.id, 4 FROM books b, members m WHERE (b.id, m.id) NOT IN (SELECT book_id, member_id FROM reviews) LIMIT 12;
  `);
  database.close();
}
