import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ready } from './host.ts';
import { lensesOf, openScript, problemsOf, scriptUri, write, writeAt } from './scripts.ts';

const NEXT = scriptUri('0005-next.sql');

describe('a script in Restricted Mode', () => {
  it('leads to what its names stand for, which takes the scripts alone', async () => {
    const editor = await openScript('0005-next.sql');
    const at = await writeAt(editor, 'SELECT pag|es FROM book;');
    const [definition] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      NEXT,
      at,
    );
    assert.equal(definition?.uri.fsPath, scriptUri('0003-pages.sql').fsPath);
  });

  it('is not checked, and gets nothing that takes a database', async () => {
    const { engine } = await ready();
    const editor = await openScript('0005-next.sql');
    const before = engine.readerPid;
    await write(editor, 'DROP TABLE nowhere;\nSELECT * FROM book');
    // What is checked is checked 300 ms after the last change.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(problemsOf(NEXT), []);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      NEXT,
      new vscode.Position(1, 15),
    );
    assert.deepEqual(hovers, []);
    assert.equal(engine.readerPid, before);
    const lenses = await lensesOf(NEXT);
    assert.deepEqual(
      lenses.filter(({ command }) => command !== ''),
      [],
    );
  });
});
