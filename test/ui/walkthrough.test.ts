import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { projectIn } from '../extension/projectFiles.ts';
import type { Editor } from '../host/launch.ts';
import { openWindow, suiteFolder } from './opening.ts';
import { answer, toast } from './workbench.ts';

describe('the walkthrough, in a folder without migrations', () => {
  const parent = suiteFolder();
  const folder = path.join(parent, 'new');
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    fs.mkdirSync(folder);
    editor = await openWindow({ folder });
  });

  it('leads from a step that comes too early to the one before it', async () => {
    await open();
    await step('Write a migration').click();
    await button('New Migration').click();
    const told = toast(editor, 'There are no migrations in this window yet');
    await told.waitFor();
    // Nothing was written, so the step is not done.
    await editor.page.locator('.getting-started-step:has(.codicon.complete)').waitFor({
      state: 'detached',
    });
    await told.locator('.monaco-button', { hasText: 'Set Up Migrations' }).click();
    await answer(editor, 'Database file', 'data/notes.db');
    await answer(editor, 'Folder of the migration scripts', 'migrations');
    await editor.page.locator('.welcome-view-content', { hasText: 'no database yet' }).waitFor();
  });

  it('names a configuration that cannot be used', async () => {
    fs.writeFileSync(path.join(folder, '.fastmigrate'), '[paths]\nhistory = perhaps\n');
    await editor.until((vscode) =>
      vscode.languages.getDiagnostics().some(([uri]) => uri.path.endsWith('.fastmigrate')),
    );
    await open();
    await step('Run what is pending').click();
    await button('Run Pending Migrations').click();
    const told = toast(editor, '.fastmigrate cannot be used');
    await told.locator('.monaco-button', { hasText: 'Open Configuration' }).click();
    await editor.page.locator('.tab.active', { hasText: '.fastmigrate' }).waitFor();
  });

  async function open(): Promise<void> {
    await editor.eval((vscode) => vscode.commands.executeCommand('fastmigrate.openWalkthrough'));
    await step('Set up migrations').waitFor();
  }

  function step(title: string): Locator {
    return editor.page.locator('.getting-started-step', { hasText: title });
  }

  function button(title: string): Locator {
    return editor.page.locator('.getting-started-step.expanded .monaco-button', { hasText: title });
  }
});

describe('the walkthrough, in a project that is set up', () => {
  const parent = suiteFolder();

  it('has the steps ticked that are done already', async function () {
    this.timeout(180_000);
    const files = { 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n' };
    projectIn(parent, { files, database: 'data/database.db', to: 1 });
    const editor = await openWindow({ folder: parent });
    await editor.page.locator('.statusbar-item', { hasText: 'v1' }).waitFor();
    await editor.eval((vscode) => vscode.commands.executeCommand('fastmigrate.openWalkthrough'));
    for (const title of ['Set up', 'Bring in', 'Write a', 'Run what'])
      await editor.page
        .locator('.getting-started-step:has(.codicon.complete)', { hasText: title })
        .waitFor();
    // There is no backup yet.
    const done = editor.page.locator('.getting-started-step:has(.codicon.complete)');
    assert.equal(await done.count(), 4);
  });
});

describe('the walkthrough, in a window without a folder', () => {
  suiteFolder();

  it('says that a folder comes first, and offers to open one', async function () {
    this.timeout(180_000);
    const editor = await openWindow({});
    await editor.eval((vscode) => {
      void vscode.commands.executeCommand('fastmigrate.setup');
    });
    const told = toast(editor, 'Open a folder first');
    await told.locator('.monaco-button', { hasText: 'Open Folder' }).click();
    await editor.page.locator('.quick-input-widget', { hasText: 'Open Folder' }).waitFor();
  });
});
