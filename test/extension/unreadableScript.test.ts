import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { fileIn, projectOf, ready, rows, told, until } from './host.ts';

describe('scripts that are not UTF-8 text', () => {
  it('are said to be unreadable', async () => {
    const api = await ready();
    await until('the status is read', () => projectOf(api).status !== undefined);
    const shown = (await rows(api)).filter((row) => row.includes('.sql'));
    assert.deepEqual(shown, [
      '  0001-a.sql|applied|pass-filled',
      '  0002-b.sql|invalid · not readable|circle-slash',
      '  0003-c.sql|invalid · not readable|circle-slash',
    ]);
  });

  it('are run as they were mended in their editors, saved or not', async () => {
    const api = await ready();
    const scripts = ['0002-b.sql', '0003-c.sql'].map((name) => fileIn('migrations', name));
    const mended = await Promise.all(scripts.map(async (file) => mend(file)));
    assert.deepEqual(
      mended.map(({ isDirty }) => isDirty),
      [true, true],
    );
    const report = await vscode.commands.executeCommand<{ ok: boolean }>('fastmigrate.run');
    assert.equal(report.ok, true);
    assert.deepEqual(
      mended.map(({ isDirty }) => isDirty),
      [false, false],
    );
    assert.equal((await told(projectOf(api))).version, 3);
  });

  async function mend(file: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(file);
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const table = file.includes('0002') ? 'b' : 'c';
    edit.replace(document.uri, all, `-- für\nCREATE TABLE ${table} (x);\n`);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.doesNotMatch(fs.readFileSync(file, 'utf8'), /CREATE TABLE/);
    return document;
  }
});
