import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fileIn, projectOf, ready, until } from './host.ts';

describe('an open script after one that takes long', () => {
  it('is given up, and the project is read all the while', async function () {
    this.timeout(60_000);
    const api = await ready();
    await until('the status is read', () => projectOf(api).status !== undefined);
    await vscode.window.showTextDocument(vscode.Uri.file(fileIn('migrations', '0003-b.sql')));
    await until('the script is looked at', () => api.engine.scriptReaderPid !== undefined);
    const looking = api.engine.scriptReaderPid;
    const { key } = projectOf(api);
    assert.equal((await api.projects.refresh(key))?.status?.state, 'PENDING');
    assert.equal(api.engine.scriptReaderPid, looking);
    await until('it is given up', () => api.engine.scriptReaderPid === undefined, 30_000);
  });

  it('is not looked at again as long as nothing that matters changed', async () => {
    const api = await ready();
    const { key } = projectOf(api);
    api.projects.setRunning(key, { title: 'Running', done: new Set() });
    api.projects.setRunning(key, undefined);
    // What is checked is checked 300 ms after the last change.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(api.engine.scriptReaderPid, undefined);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '-- once more\n'));
    await until('it is looked at again', () => api.engine.scriptReaderPid !== undefined);
    await editor.document.save();
  });
});
