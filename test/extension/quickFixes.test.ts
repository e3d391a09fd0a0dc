import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeOf, until } from './host.ts';
import { fixesAt, openScript, problemsOf, scriptUri, write } from './scripts.ts';

const NEXT = scriptUri('0004-tags.sql');
const WRONG = 'UPDATE book SET titel = trim(title) WHERE id > 0;\n';

async function titlesAt(range: vscode.Range): Promise<readonly string[]> {
  return (await fixesAt(NEXT, range)).map(({ title }) => title);
}

function rangeOf({ document }: vscode.TextEditor, word: string): vscode.Range {
  const start = document.getText().indexOf(word);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + word.length));
}

describe('quick fixes of a script', () => {
  it('are those of the text as it is, when asked for right after a key', async () => {
    const editor = await openScript('0004-tags.sql');
    await write(editor, WRONG);
    await until('the problem is there', () => problemsOf(NEXT).length > 0);
    // Other extensions that start just then make the editor take its question back.
    await until('fixes are offered', async () =>
      (await titlesAt(rangeOf(editor, 'titel'))).includes('Replace by title'),
    );
    await write(editor, `-- Spaces came with the import.\n\n${WRONG}`);
    assert.ok((await titlesAt(rangeOf(editor, 'titel'))).includes('Replace by title'));
  });

  it('are offered where a run stopped', async () => {
    const editor = await openScript('0004-tags.sql');
    await write(editor, WRONG);
    await vscode.commands.executeCommand('fastmigrate.run');
    const codes = (): readonly unknown[] => vscode.languages.getDiagnostics(NEXT).map(codeOf);
    await until('the failure alone is told', () => codes().join() === 'statement-failed');
    assert.ok((await titlesAt(rangeOf(editor, 'titel'))).includes('Replace by title'));
  });

  it('take the failure of a run away with the mistake', async () => {
    const editor = await openScript('0004-tags.sql');
    await write(editor, '-- Nothing is left of it.\nCREATE TABLE tag (name TEXT PRIMARY KEY);\n');
    await until('no problem is left', () => problemsOf(NEXT).length === 0);
  });
});
