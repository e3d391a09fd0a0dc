import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { fileIn, projectOf, ready, until } from './host.ts';
import { fixesAt, lensesOf, openScript, problemsOf, scriptUri, write } from './scripts.ts';

const PAGES = scriptUri('0003-pages.sql');
const APPLIED = 'ALTER TABLE book ADD COLUMN pages INTEGER;\n';
const ADDED = 'CREATE INDEX book_pages ON book (pages);\n';

const titles = async (): Promise<readonly string[]> =>
  (await lensesOf(PAGES)).map(({ title }) => title);

describe('an applied script that is edited', () => {
  it('says so at once, before it is saved', async () => {
    const editor = await openScript('0003-pages.sql');
    assert.deepEqual(problemsOf(PAGES), []);
    await write(editor, APPLIED + ADDED);
    await until('the problem is there', () => problemsOf(PAGES).length > 0);
    const [problem] = vscode.languages.getDiagnostics(PAGES);
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(problem.range.start.line, 1);
    assert.equal(editor.document.isDirty, true);
    assert.deepEqual(await titles(), [
      '$(warning)\u00a0Edited after it was applied',
      'Compare with what was applied',
      'Make a follow-up migration',
      'Restore the applied text',
    ]);
    // The editor may just be asking for others.
    let fixes: readonly vscode.CodeAction[] = [];
    await until('fixes are offered', async () => {
      fixes = await fixesAt(PAGES, problem.range);
      return fixes.length > 0;
    });
    assert.deepEqual(fixes.map(({ title }) => title).slice(0, 3), [
      'Make a follow-up migration from this edit',
      'Compare with what was applied',
      'Restore the applied text',
    ]);
  });

  it('forgets it when the edit is taken back', async () => {
    const editor = await openScript('0003-pages.sql');
    await write(editor, APPLIED);
    await until('the problem is gone', () => problemsOf(PAGES).length === 0);
    assert.deepEqual((await titles())[0], 'applied just now');
  });

  it('makes less of an edit that changes no meaning', async () => {
    const editor = await openScript('0003-pages.sql');
    await write(editor, `-- How long books are.\n${APPLIED}`);
    await until('the lens is there', async () => /comments only/.test((await titles()).join()));
    assert.deepEqual(problemsOf(PAGES), []);
  });

  it('becomes a follow-up migration with what was added', async () => {
    const api = await ready();
    const editor = await openScript('0003-pages.sql');
    await write(editor, APPLIED + ADDED);
    const made = await vscode.commands.executeCommand<{ file: string } | undefined>(
      'fastmigrate.followUp',
      PAGES,
    );
    assert.equal(made?.file, fileIn('migrations', '0006-pages-follow-up.sql'));
    assert.equal(
      fs.readFileSync(made.file, 'utf8'),
      `-- Was added to 0003-pages.sql after that had been applied.\n\n${ADDED}`,
    );
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, made.file);
    assert.equal(projectOf(api).status?.version, 3);
  });

  it('is compared with what was applied', async () => {
    await vscode.commands.executeCommand('fastmigrate.compare', PAGES);
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.equal(tab?.label, '0003-pages.sql (applied ↔ file)');
  });

  it('gets its applied text back, and keeps the edit aside', async () => {
    const editor = await openScript('0003-pages.sql');
    await write(editor, `${APPLIED}SELECT 'kept';\n`);
    await vscode.commands.executeCommand('fastmigrate.restoreApplied', PAGES);
    assert.equal(fs.readFileSync(PAGES.fsPath, 'utf8'), APPLIED);
    const document = await vscode.workspace.openTextDocument(PAGES);
    await until('the editor has it too', () => document.getText() === APPLIED);
    await until('the problem is gone', () => problemsOf(PAGES).length === 0);
    const kept = fs
      .readdirSync(fileIn('.'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('0003-pages'))
      .map((name) => fileIn(name))
      .filter((name) => fs.readFileSync(name, 'utf8').includes("'kept'"));
    assert.equal(kept.length, 1);
  });
});
