import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { projectOf, ready, until } from './host.ts';
import { openScript, scriptUri, write } from './scripts.ts';

const PAGES = scriptUri('0003-pages.sql');
const NEXT = scriptUri('0004-tags.sql');
const APPLIED = 'ALTER TABLE book ADD COLUMN pages INTEGER;\n';

describe('an editor that saves by itself', () => {
  // At one of these moments after the change it is just saving, and refuses to be told to.
  for (const delay of [240, 260, 270, 280, 285, 290, 295, 300, 305, 310, 320, 340])
    it(`has the applied text restored ${delay} ms after a change`, async () => {
      const { document } = await changed('0003-pages.sql', `${APPLIED}SELECT ${delay};\n`, delay);
      const report = await vscode.commands.executeCommand('fastmigrate.restoreApplied', PAGES);
      assert.ok(report, 'nothing was restored');
      assert.equal(fs.readFileSync(PAGES.fsPath, 'utf8'), APPLIED);
      await until('the editor has it too', () => document.getText() === APPLIED);
    });

  it('runs a script that was just changed', async () => {
    const api = await ready();
    await changed('0004-tags.sql', 'CREATE TABLE changed (name TEXT);\n', 300);
    await vscode.commands.executeCommand('fastmigrate.runTo', NEXT);
    await until('it is applied', () => projectOf(api).status?.version === 4);
  });
});

/** An open script with another text, some milliseconds after that was written. */
async function changed(name: string, text: string, delayMs: number): Promise<vscode.TextEditor> {
  const editor = await openScript(name);
  await write(editor, text);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  return editor;
}
