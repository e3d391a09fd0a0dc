import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { makeSample } from '../../scripts/lib/sample.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, suiteFolder } from './opening.ts';
import {
  answer,
  dialogButton,
  openContainer,
  palette,
  pick,
  row,
  statusOf,
  toast,
} from './workbench.ts';

describe('the library project, in the editor', () => {
  const parent = suiteFolder();
  const folder = path.join(parent, 'library');
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    makeSample(folder);
    editor = await openWide({ folder });
  });

  it('shows applied and pending scripts in the tree, and the version in the status bar', async () => {
    await row(editor, '0006-books-need-a-year.sql').getByText('pending · next').waitFor();
    await row(editor, 'data/library.db').getByText('v5 of 9 · 4 pending').waitFor();
    await editor.page.locator('.statusbar-item', { hasText: 'v5 → v9' }).waitFor();
    await row(editor, '0003-track-copies-on-loan.sql').click();
    await editor.page.locator('.editor-instance', { hasText: 'CREATE TRIGGER' }).waitFor();
    await editor.shot('tree-before');
  });

  it('lists what can be done when the status bar item is clicked', async () => {
    await editor.page.locator('.statusbar-item', { hasText: 'v5 → v9' }).click();
    await editor.page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'Run 4 Pending Migrations' })
      .waitFor();
    await editor.shot('status-bar');
    await editor.page.keyboard.press('Escape');
  });

  it('does nothing when the question is not answered with yes', async () => {
    await runPending();
    await dialogButton(editor, 'Cancel').click();
    assert.equal(statusOf(folder).version, 5);
  });

  it('runs all pending migrations after a click and a yes', async () => {
    await runPending();
    await editor.page.locator('.monaco-dialog-box', { hasText: '0008-note-the-size.sh' }).waitFor();
    await editor.shot('confirm');
    await dialogButton(editor, 'Run 4 Migrations').click();
    await row(editor, 'data/library.db').getByText('v9', { exact: true }).waitFor();
    await editor.page.locator('.statusbar-item', { hasText: 'v9' }).first().waitFor();
    const { state, version } = statusOf(folder);
    assert.deepEqual({ state, version }, { state: 'CURRENT', version: 9 });
    await editor.shot('tree-after');
  });

  it('marks the scripts in the Explorer', async () => {
    await editor.eval((vscode) => vscode.commands.executeCommand('workbench.view.explorer'));
    // The folder opens by itself, because one of its files is in the editor.
    const script = editor.page.locator('.explorer-folders-view .monaco-list-row', {
      hasText: '0009-overdue',
    });
    await script.waitFor();
    const badge = await script.locator('.monaco-icon-label').evaluate((element) => {
      const page = globalThis as unknown as {
        getComputedStyle(of: unknown, part: string): { content: string };
      };
      return page.getComputedStyle(element, '::after').content;
    });
    assert.equal(badge, '"✓"');
    await editor.shot('explorer');
    await openContainer(editor);
  });

  it('writes the next script by keyboard', async () => {
    await palette(editor, 'FastMigrate: New Migration…');
    await answer(editor, 'What does it do?', 'Add fines');
    await pick(editor, 'SQL');
    const script = path.join(folder, 'migrations', '0010-add-fines.sql');
    await row(editor, '0010-add-fines.sql').getByText('pending · next').waitFor();
    assert.ok(fs.existsSync(script));
    fs.writeFileSync(
      script,
      'CREATE TABLE fines (\n  id INTEGER PRIMARY KEY,\n  loan_id INTEGER NOT NULL REFERENCES loans (id),\n  cents INTEGER NOT NULL\n);\n\nINSERT INTO fines (loan_id, cents)\nSELECT id, 50 FROM overdue_lones;\n',
    );
  });

  it('shows where a failing script failed, and leaves the database as it was', async () => {
    await runPending();
    await dialogButton(editor, 'Run 1 Migration').click();
    const told = toast(editor, 'no such table: overdue_lones');
    await told.waitFor();
    await row(editor, '0010-add-fines.sql').getByText('failed').waitFor();
    await editor.shot('failed-migration');
    await told.locator('.monaco-button', { hasText: 'Open Script' }).click();
    await editor.until(
      (vscode) =>
        vscode.window.activeTextEditor?.selection.active.line === 6 ||
        vscode.window.activeTextEditor?.selection.active.line === 7,
    );
    await palette(editor, 'Problems: Focus on Problems View');
    await editor.page
      .locator('.markers-panel .monaco-list-row', { hasText: 'overdue_lones' })
      .waitFor();
    await editor.shot('problem');
    assert.equal(statusOf(folder).version, 9);
  });

  it('puts a backup back after asking', async () => {
    await editor.page.locator('.pane-header', { hasText: 'Backups' }).click();
    const backup = row(editor, 'v5 ·');
    await backup.hover();
    await backup.locator('.action-label[aria-label^="Restore Backup"]').click();
    await editor.page
      .locator('.monaco-dialog-box', { hasText: 'saved as a backup of its own first' })
      .waitFor();
    await editor.shot('restore');
    await dialogButton(editor, 'Restore Backup').click();
    await row(editor, 'data/library.db').getByText('v5 of 10').waitFor();
    assert.equal(statusOf(folder).version, 5);
  });

  async function runPending(): Promise<void> {
    const header = editor.page.locator('.pane-header', { hasText: 'Migrations' });
    await header.hover();
    await header.locator('.action-label[aria-label^="Run Pending Migrations"]').click();
    await editor.page.locator('.monaco-dialog-box').waitFor();
  }
});
