import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { codeOf, fileIn, projectOf, ready, until } from './host.ts';
import { fixesAt, scriptUri } from './scripts.ts';

const LATE = scriptUri('0002-late.sql');

describe('a folder of scripts that two databases have', () => {
  it('has quick fixes for what is wrong in either', async () => {
    await until('the problem is known', () => vscode.languages.getDiagnostics(LATE).length > 0);
    const [problem] = vscode.languages.getDiagnostics(LATE);
    assert.ok(problem);
    assert.deepEqual(
      [codeOf(problem), problem.message],
      ['FM604', 'Never applied, although later ones were; renumber it above 3'],
    );
    const api = await ready();
    assert.equal(statusIn('app.db'), 'pending');
    await vscode.window.showTextDocument(LATE);
    await until('it is offered', async () =>
      (await fixesAt(LATE, problem.range)).some(
        ({ command }) => command?.command === 'fastmigrate.renumber',
      ),
    );

    function statusIn(name: string): string | undefined {
      return projectOf(api, name).status?.migrations.find(({ version }) => version === 2)?.status;
    }
  });

  it('runs a script on the one that has not got it, whichever is looked at', async () => {
    const api = await ready();
    const { key } = projectOf(api, 'reports.db');
    api.projects.prefer(key);
    await vscode.commands.executeCommand('fastmigrate.runTo', scriptUri('0001-a.sql'));
    assert.equal(projectOf(api, 'app.db').status?.version, 1);
    assert.equal(projectOf(api, 'reports.db').status?.version, 3);
  });

  it('keeps a script in its editor when it is renumbered', async () => {
    const editor = await vscode.window.showTextDocument(LATE);
    const words = '-- Written and not saved.\n';
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), words));
    await vscode.commands.executeCommand('fastmigrate.renumber', LATE);
    const names = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.deepEqual(names, ['0004-late.sql']);
    const { document } = vscode.window.activeTextEditor ?? editor;
    assert.equal(document.uri.fsPath, fileIn('migrations', '0004-late.sql'));
    assert.ok(document.getText().startsWith(words));
    assert.equal(document.isDirty, false);
  });

  it('shows a script that was only looked at under its new name', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.writeFileSync(LATE.fsPath, 'CREATE TABLE later (x);\n');
    await until('it is known', () => vscode.languages.getDiagnostics(LATE).length > 0);
    await vscode.window.showTextDocument(LATE, { preview: true });
    await vscode.commands.executeCommand('fastmigrate.renumber', LATE);
    const names = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.deepEqual(names, ['0005-late.sql']);
  });
});
