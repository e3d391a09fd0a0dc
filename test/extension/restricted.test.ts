import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { codeOf, fileIn, projectOf, ready, rows, until } from './host.ts';

describe('a project in Restricted Mode', () => {
  it('lists the scripts without opening the database', async () => {
    const api = await ready();
    assert.equal(vscode.workspace.isTrusted, false);
    await until('the scripts are listed', () => projectOf(api).status !== undefined);
    assert.equal(projectOf(api).status?.version, null);
    assert.deepEqual(
      (await rows(api)).map((row) => row.trim().split('|')[0]),
      [
        'data/library.db',
        'Version hidden until trusted',
        '0001-books.sql',
        '0002-loans.sql',
        '0003-tags.sql',
        '0004-fill.py',
        '0005_bad.sql',
      ],
    );
    const [project] = await api.tree.getChildren();
    assert.ok(project);
    const { label } = api.tree.getTreeItem(project).accessibilityInformation ?? {};
    assert.equal(label, 'database data/library.db, restricted, problem with script names');
  });

  it('checks the names all the same', async () => {
    await ready();
    const bad = vscode.Uri.file(fileIn('migrations', '0005_bad.sql'));
    await until('the problem is told', () => vscode.languages.getDiagnostics(bad).length === 1);
    assert.deepEqual(vscode.languages.getDiagnostics(bad).map(codeOf), ['FM601']);
  });

  it('runs nothing, even when the command is called directly', async () => {
    const before = fs.readFileSync(fileIn('data', 'library.db'));
    for (const command of ['run', 'backup', 'create', 'enroll', 'restore', 'baseline', 'new']) {
      // The warning that it needs trust is never answered here, so the command is not waited for.
      void vscode.commands.executeCommand(`fastmigrate.${command}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(fs.readFileSync(fileIn('data', 'library.db')), before);
    assert.deepEqual(fs.readdirSync(fileIn('data')), ['library.db']);
  });
});
