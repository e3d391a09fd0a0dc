import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { scriptLibrary } from '../extension/scriptFixture.ts';
import type { Editor } from '../host/launch.ts';
import { openWindow, suiteFolder } from './opening.ts';
import { openContainer, palette, row, statusOf } from './workbench.ts';

describe('a script that is being written, in the editor', () => {
  const parent = suiteFolder();
  const folder = path.join(parent, 'library');
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    scriptLibrary(folder);
    editor = await openWindow({
      folder,
      userSettings: {
        'editor.fontFamily': 'DejaVu Sans Mono',
        'editor.minimap.enabled': false,
        'editor.hover.delay': 100,
      },
      size: { width: 1280, height: 720 },
    });
    await openContainer(editor);
  });

  it('has what can be done with it above its first line', async () => {
    await open('0004-tags.sql');
    await lens('Run up to here').waitFor();
    await lens('Rehearse').waitFor();
    await lens('pending · next').waitFor();
    await editor.shot('code-lens');
  });

  it('is rehearsed with a click, and told of in a report', async () => {
    await lens('Rehearse').click();
    await editor.page.locator('.tab', { hasText: 'Rehearsal' }).waitFor();
    await editor.page.locator('.editor-instance', { hasText: '0004-tags.sql' }).first().waitFor();
    await lens('Compare Schema Before and After').waitFor();
    await editor.shot('rehearsal');
    assert.equal(statusOf(folder).version, 3);
  });

  it('proposes the columns of the tables that the statement names', async () => {
    await open('0005-next.sql');
    await write('-- Titles without an author are gone by now.\nUPDATE book SET pages = 1 WHERE ');
    await editor.page.keyboard.press('Control+Space');
    const list = editor.page.locator('.suggest-widget.visible');
    await list.locator('.monaco-list-row', { hasText: 'pages' }).waitFor();
    assert.equal(await list.locator('.monaco-list-row').count(), 4);
    await editor.shot('completion');
    await editor.page.keyboard.press('Escape');
  });

  it('shows the rows that a statement would reach', async () => {
    await write(
      '-- Books keep the names of their authors now.\n\n\n\n\n\n\n\n\n\nDROP TABLE author;\n',
    );
    await word('DROP').hover();
    const hover = editor.page.locator('.monaco-hover:visible', { hasText: 'At stake' });
    await hover.getByText('4 rows in book by ON DELETE CASCADE').waitFor();
    await editor.shot('hover-stakes');
    await editor.page.keyboard.press('Escape');
    assert.equal(statusOf(folder).version, 3);
  });

  it('has its mistakes in the Problems panel, with what mends them', async () => {
    await write(
      "INSERT INTO tag VALUES ('new');\n\nUPDATE book\nSET titel = trim(title)\nWHERE id > 0;\n\nDROP TABLE tag;\n",
    );
    await palette(editor, 'Problems: Focus on Problems View');
    const problems = editor.page.locator('.markers-panel');
    await problems.getByText('no such column: titel').waitFor();
    await word('titel').click();
    await editor.page.keyboard.press('Control+.');
    const fix = editor.page.locator('.action-widget .monaco-list-row', {
      hasText: 'Replace by title',
    });
    await fix.waitFor();
    await editor.shot('script-problems');
    await fix.click();
    await problems.getByText('no such column: titel').waitFor({ state: 'detached' });
    await editor.page.keyboard.press('Control+J');
  });

  it('says so when an applied one is edited, and makes a follow-up of the edit', async () => {
    await palette(editor, 'File: Revert File');
    await open('0003-pages.sql');
    await lens('applied just now').waitFor();
    await write(
      'ALTER TABLE book ADD COLUMN pages INTEGER;\nCREATE INDEX book_pages ON book (pages);\n',
    );
    await lens('Edited after it was applied').waitFor();
    await editor.page.locator('.squiggly-warning').first().waitFor();
    await editor.shot('applied-edit');
    await lens('Make a follow-up migration').click();
    await row(editor, '0006-pages-follow-up.sql').waitFor();
    await editor.page.locator('.tab.active', { hasText: '0006-pages-follow-up.sql' }).waitFor();
    assert.match(
      fs.readFileSync(path.join(folder, 'migrations/0006-pages-follow-up.sql'), 'utf8'),
      /\nCREATE INDEX book_pages ON book \(pages\);\n$/,
    );
  });

  async function open(name: string): Promise<void> {
    await row(editor, name).click();
    await editor.page.locator('.tab.active', { hasText: name }).waitFor();
    await editor.page.locator('.monaco-editor .view-lines').first().click();
    await editor.until(
      (vscode, file) => vscode.window.activeTextEditor?.document.fileName.endsWith(file),
      name,
    );
  }

  /** Replaces the text of the active editor, with the cursor at its end. */
  async function write(text: string): Promise<void> {
    await editor.eval(async (vscode, content) => {
      const active = vscode.window.activeTextEditor;
      if (active === undefined) throw new Error('no editor');
      const { document } = active;
      const end = document.positionAt(document.getText().length);
      const all = new vscode.Range(new vscode.Position(0, 0), end);
      await active.edit((edit) => edit.replace(all, content));
      const last = document.positionAt(document.getText().length);
      active.selection = new vscode.Selection(last, last);
    }, text);
    await editor.page.locator('.monaco-editor .view-lines').first().click();
    await editor.page.keyboard.press('Control+End');
  }

  function lens(title: string): Locator {
    return editor.page.locator('.codelens-decoration > *', { hasText: title }).first();
  }

  function word(text: string): Locator {
    return editor.page.locator('.view-line span span', { hasText: text }).first();
  }
});
