import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { RehearsalReport } from '../../src/core/rehearse/report.ts';
import { fileIn, projectOf, ready, told, until } from './host.ts';

const rehearse = async (argument?: unknown): Promise<RehearsalReport | undefined> =>
  vscode.commands.executeCommand<RehearsalReport | undefined>('fastmigrate.rehearse', argument);

async function lenses(): Promise<readonly vscode.Command[]> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  assert.ok(uri);
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
  );
  return found.flatMap(({ command }) => command ?? []);
}

describe('a rehearsal in the editor', () => {
  it('shows what the pending scripts do to a copy, and changes nothing', async () => {
    const api = await ready();
    const before = fs.readFileSync(fileIn('data', 'library.db'));
    const report = await rehearse({ key: projectOf(api).key });
    assert.deepEqual(
      report?.migrations.map(({ result }) => result),
      ['passed', 'failed'],
    );
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'markdown');
    assert.match(text, /^## Rehearsal of `library\.db`/);
    assert.match(text, /### Error in `0003-bad\.sql:2:15`/);
    assert.match(text, /\| `books` \| 2 → 1 row \|/);
    assert.deepEqual(fs.readFileSync(fileIn('data', 'library.db')), before);
    assert.equal((await told(projectOf(api))).version, 1);
    assert.deepEqual(fs.readdirSync(fileIn('data')), ['library.db']);
  });

  it('leads to the place of the error, and to the schema before and after a script', async () => {
    const found = await lenses();
    assert.deepEqual(
      found.map(({ title }) => title),
      ['Open Script', 'Compare Schema Before and After', 'Open Script'],
    );
    const [toError, compare] = found;
    assert.ok(toError);
    await vscode.commands.executeCommand(toError.command, ...(toError.arguments ?? []));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, fileIn('migrations', '0003-bad.sql'));
    assert.deepEqual([editor.selection.active.line, editor.selection.active.character], [1, 14]);
    assert.ok(compare);
    await vscode.commands.executeCommand(compare.command, ...(compare.arguments ?? []));
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const left = await vscode.workspace.openTextDocument(input.original);
    const right = await vscode.workspace.openTextDocument(input.modified);
    assert.doesNotMatch(left.getText(), /isbn/);
    assert.match(right.getText(), /isbn TEXT/);
  });

  it('goes up to the script that it is asked for, and shows the new report', async () => {
    const report = await rehearse(vscode.Uri.file(fileIn('migrations', '0002-isbn.sql')));
    assert.deepEqual([report?.ok, report?.to], [true, 2]);
    await until('the new report is shown', () =>
      /The migration passes/.test(vscode.window.activeTextEditor?.document.getText() ?? ''),
    );
  });
});
