import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { statusText } from '../../src/views/statusBar.ts';
import type { TreeNode } from '../../src/views/treeNodes.ts';
import { fileIn, projectOf, ready, rows, told, until } from './host.ts';
import { HOSTILE, WANTED, withTable } from './wantedSchema.ts';

const wanted = (text: string): void => fs.writeFileSync(fileIn('schema.sql'), text);
const state = async (): Promise<string | undefined> => projectOf(await ready()).status?.state;
const scripts = (): readonly string[] => fs.readdirSync(fileIn('migrations')).toSorted();

async function nodeOf(type: TreeNode['type']): Promise<TreeNode> {
  const { tree } = await ready();
  const [project] = await tree.getChildren();
  const found = (await tree.getChildren(project)).find((node) => node.type === type);
  assert.ok(found, `no row of type ${type}`);
  return found;
}

function activeText(): string {
  return vscode.window.activeTextEditor?.document.getText() ?? '';
}

/** The two texts of the diff editor in front. */
async function sides(): Promise<readonly [now: vscode.TextDocument, desired: vscode.TextDocument]> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  assert.ok(input instanceof vscode.TabInputTextDiff, 'no diff editor is in front');
  return [
    await vscode.workspace.openTextDocument(input.original),
    await vscode.workspace.openTextDocument(input.modified),
  ];
}

describe('a schema that differs from the desired one', () => {
  it('is shown with every change', async () => {
    const api = await ready();
    await until('the drift is known', async () => (await state()) === 'DRIFT');
    const [project, drift, ...changes] = await rows(api);
    const { changes: lines = [] } = projectOf(api).status?.drift ?? {};
    assert.equal(lines.length, 2);
    assert.equal(project, 'data/shop.db|v2 · schema differs: 2 changes|database');
    assert.equal(drift, '  Drift|2 changes|git-compare');
    assert.deepEqual(
      changes.slice(0, 2),
      lines.map((line) => `    ${line}||circle-small`),
    );
    assert.match(lines.join('\n'), /tags/);
    assert.equal(statusText(projectOf(api)), '$(database) v2 · drift');
  });

  it('leaves a run nothing to do, and nothing to back up', async () => {
    assert.equal(await vscode.commands.executeCommand('fastmigrate.run'), undefined);
    const written = fs.readdirSync(fileIn('data')).filter((name) => name.endsWith('.backup'));
    assert.deepEqual(written, []);
  });

  it('is compared with the desired one, and the comparison follows the file', async () => {
    await vscode.commands.executeCommand('fastmigrate.previewDrift', await nodeOf('drift'));
    const label = vscode.window.tabGroups.activeTabGroup.activeTab?.label;
    assert.equal(label, 'Schema of shop.db: now ↔ desired');
    const [now, desired] = await sides();
    assert.doesNotMatch(now.getText(), /tags/);
    assert.match(desired.getText(), /CREATE TABLE tags/);
    wanted(withTable('CREATE TABLE later (x TEXT);'));
    await until('the comparison has it', () => /CREATE TABLE later/.test(desired.getText()));
    wanted(WANTED);
    await until('the comparison is back', () => !/later/.test(desired.getText()));
    assert.deepEqual(scripts(), ['0001-customers.sql', '0002-orders.sql']);
  });

  it('is shown as the statements that would end it', async () => {
    await vscode.commands.executeCommand('fastmigrate.showMigrationSql', await nodeOf('drift'));
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'sql');
    assert.match(activeText(), /CREATE TABLE tags/);
    assert.match(activeText(), /ALTER TABLE "?customers"? ADD COLUMN phone TEXT/);
  });

  it('shows hostile names as they are, and lets none of them act', async () => {
    const api = await ready();
    wanted(withTable(`CREATE TABLE ${HOSTILE} (x TEXT);`));
    const lines = (): readonly string[] => projectOf(api).status?.drift?.changes ?? [];
    await until('it is seen', () => lines().some((line) => line.includes('command:')));
    const [project] = await api.tree.getChildren();
    assert.ok(project);
    const { tooltip } = api.tree.getTreeItem(project);
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.ok(tooltip.value.includes('command:'), 'the name is not shown');
    assert.ok(!tooltip.value.includes('](command:'), tooltip.value);
    wanted(WANTED);
    await until('it is gone', () => !lines().some((line) => line.includes('command:')));
  });

  it('ends with a generated migration, which is applied only when somebody runs it', async () => {
    const desired = await vscode.workspace.openTextDocument(fileIn('schema.sql'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(desired.uri, new vscode.Position(0, 0), '-- What is on the screen counts.\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const done = await vscode.commands.executeCommand<{ file: string }>(
      'fastmigrate.generate',
      await nodeOf('drift'),
    );
    assert.equal(desired.isDirty, false);
    assert.equal(path.dirname(done.file), fileIn('migrations'));
    assert.match(path.basename(done.file), /^0003-/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, done.file);
    assert.equal((await told(projectOf(await ready()))).version, 2);
    await vscode.commands.executeCommand('fastmigrate.run');
    assert.equal((await told(projectOf(await ready()))).state, 'CURRENT');
  });

  it('comes back when the desired schema changes, and a rename is asked for', async () => {
    wanted(WANTED.replace('mail TEXT', 'email TEXT'));
    await until('the drift is seen', async () => (await state()) === 'DRIFT');
    let done: { file: string } | undefined;
    const generating = Promise.resolve(
      vscode.commands.executeCommand<{ file: string }>('fastmigrate.generate'),
    ).then((result) => (done = result));
    await until('the question is answered', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return done !== undefined;
    });
    await generating;
    assert.ok(done);
    assert.match(fs.readFileSync(done.file, 'utf8'), /RENAME COLUMN "?mail"? TO "?email"?/);
    await vscode.commands.executeCommand('fastmigrate.run');
    await until('it is current', async () => (await state()) === 'CURRENT');
  });

  it('is a Problem at its place where the desired schema cannot be loaded', async () => {
    const uri = vscode.Uri.file(fileIn('schema.sql'));
    const good = fs.readFileSync(uri.fsPath, 'utf8');
    wanted(`${good}\nCREATE TABEL wrong (x);\n`);
    await until('it is told', () => vscode.languages.getDiagnostics(uri).length > 0);
    const [problem] = vscode.languages.getDiagnostics(uri);
    assert.equal(problem?.range.start.line, good.split('\n').length);
    const text = (await rows(await ready())).join('\n');
    assert.match(text, /Desired schema cannot be loaded\|click to open it\|error/);
    assert.match(text, /desired schema not loaded/);
    await vscode.commands.executeCommand('fastmigrate.openDesired');
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, problem?.range.start.line);
    wanted(good);
    await until('it is current', async () => (await state()) === 'CURRENT');
    assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
  });
});
