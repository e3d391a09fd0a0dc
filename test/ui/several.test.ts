import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { runCommand } from '../../scripts/lib/sample.ts';
import type { FastmigrateApi } from '../../src/extension.ts';
import { projectIn } from '../extension/projectFiles.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, suiteFolder } from './opening.ts';
import { dialogButton, palette, row } from './workbench.ts';

const FILES = {
  '.fastmigrate': '[paths]\ndb = data/app.db\n\n[database reports]\ndb = data/reports.db\n',
  'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
  'migrations/0002-b.sql': 'CREATE TABLE b (x);\n',
};

describe('several folders with databases of the same names, in the editor', () => {
  const parent = suiteFolder();
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    for (const [at, name] of ['one', 'two', 'three'].entries()) {
      const folder = path.join(parent, name);
      projectIn(folder, { files: FILES, database: 'data/app.db', to: Math.min(at + 1, 2) });
      runCommand(folder, ['backup']);
    }
    const workspace = path.join(parent, 'all.code-workspace');
    const folders = ['one', 'two', 'three'].map((name) => ({ path: name }));
    fs.writeFileSync(workspace, JSON.stringify({ folders }));
    editor = await openWide({ workspace });
  });

  it('have all their rows below them', async () => {
    await row(editor, 'three').waitFor();
    const migrations = editor.page.locator('.sidebar .pane', { hasText: 'Migrations' }).first();
    const labels = await migrations
      .locator('.monaco-list-row')
      .evaluateAll((rows) =>
        rows.map((each) => (each as unknown as Labelled).getAttribute('aria-label')),
      );
    const scripts = (first: string, second: string): readonly string[] => [
      `0001-a.sql, ${first}`,
      `0002-b.sql, ${second}`,
    ];
    const absent = [
      'database data/reports.db, not created yet',
      'No database yet, click to create it',
      ...scripts('pending, next', 'pending'),
    ];
    const schema = 'schema of the working database';
    const current = [
      'database data/app.db, v2',
      ...scripts('applied', 'applied'),
      schema,
      ...absent,
    ];
    assert.deepEqual(labels, [
      'folder one',
      'database data/app.db, v1 of 2, 1 pending',
      ...scripts('applied', 'pending, next'),
      schema,
      ...absent,
      'folder two',
      ...current,
      'folder three',
      ...current,
    ]);
  });

  it('are told apart in the status bar, and in what it says of itself', async () => {
    const item = editor.page.locator('.statusbar-item', { hasText: 'app (one)' });
    await item.getByText('app (one) v1 → v2').waitFor();
    const spoken = item.locator('[aria-label^="FastMigrate: one/data/app.db, v1 of 2"]');
    await spoken.waitFor({ state: 'attached' });
    await palette(editor, 'FastMigrate: Select Database…');
    const choice = editor.page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'three/data/reports.db',
    });
    await choice.click();
    await editor.page
      .locator('.statusbar-item', { hasText: 'reports (three) no database' })
      .waitFor();
    await editor.shot('several');
  });

  it('are what the links of the status bar are about, and no other', async () => {
    const item = editor.page.locator('.statusbar-item', { hasText: 'reports (three)' });
    await item.hover();
    const run = editor.page.locator('.workbench-hover a', { hasText: 'Run' });
    await run.waitFor();
    // There is no file yet that could be backed up.
    assert.equal(
      await editor.page.locator('.workbench-hover a', { hasText: 'Back Up' }).count(),
      0,
    );
    await run.click();
    const question = editor.page.locator('.monaco-dialog-box', {
      hasText: 'three/data/reports.db',
    });
    await question.waitFor();
    await dialogButton(editor, 'Cancel').click();
    await editor.page.mouse.move(900, 400);
  });

  it('are told apart above a script that two of them have', async () => {
    const script = path.join(parent, 'three', 'migrations', '0002-b.sql');
    await editor.eval(async (vscode, file) => {
      await vscode.window.showTextDocument(vscode.Uri.file(file));
    }, script);
    await lens('reports (three)').waitFor();
    await lens('pending').waitFor();
    assert.equal(await badge(script), '▷');
    await lens('Run up to here').click();
    const question = editor.page.locator('.monaco-dialog-box', {
      hasText: 'three/data/reports.db',
    });
    await question.waitFor();
    await dialogButton(editor, 'Cancel').click();
    await lens('reports (three)').click();
    const choice = editor.page.locator('.quick-input-list .monaco-list-row');
    await choice.filter({ hasText: 'three/data/app.db' }).click();
    await lens('app (three)').waitFor();
    await lens('applied').waitFor();
    assert.equal(await badge(script), '✓');
  });

  it('are told apart under their backups', async () => {
    await editor.page.locator('.pane-header', { hasText: 'Backups' }).click();
    for (const name of ['one', 'two', 'three']) await row(editor, `${name}/data/app.db`).waitFor();
  });

  it('say of a script that two of them have once what is wrong with it', async () => {
    const script = path.join(parent, 'three', 'migrations', '0003_wrong.sql');
    fs.writeFileSync(script, 'SELECT 1;\n');
    for (const name of ['app', 'reports'])
      await editor.until(
        (vscode, database) => {
          const found = vscode.extensions.getExtension<FastmigrateApi>(
            'fastmigrate.fastmigrate-vscode',
          );
          return found?.exports.projects.entries.some(
            ({ project, status }) =>
              project.database.endsWith(database) &&
              status?.migrations.some(({ file }) => file === '0003_wrong.sql'),
          );
        },
        path.join('three', 'data', `${name}.db`),
      );
    const problems = await editor.eval(
      (vscode, file) => vscode.languages.getDiagnostics(vscode.Uri.file(file)).length,
      script,
    );
    assert.equal(problems, 1);
  });

  function lens(title: string): Locator {
    return editor.page.locator('.codelens-decoration > *', { hasText: title }).first();
  }

  /** What the Explorer shows beside a file. */
  async function badge(file: string): Promise<string | undefined> {
    return editor.eval((vscode, script) => {
      const found = vscode.extensions.getExtension<FastmigrateApi>(
        'fastmigrate.fastmigrate-vscode',
      );
      return found?.exports.decorations.provideFileDecoration(vscode.Uri.file(script))?.badge;
    }, file);
  }
});

/** What is asked of a row; the project has no types of a page. */
interface Labelled {
  getAttribute(name: string): string | null;
}
