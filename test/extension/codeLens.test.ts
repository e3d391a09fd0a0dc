import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fileIn, projectOf, ready, until } from './host.ts';
import { lensesOf, openScript, scriptUri, setting } from './scripts.ts';

async function titles(name: string): Promise<readonly string[]> {
  await openScript(name);
  return (await lensesOf(scriptUri(name))).map(({ title }) => title);
}

describe('the lenses of a script', () => {
  it('say how it stands and what can be done with it', async () => {
    assert.deepEqual(await titles('0003-pages.sql'), [
      'applied just now',
      'Schema before and after',
    ]);
    assert.deepEqual(await titles('0004-tags.sql'), [
      'pending · next',
      'Run up to here',
      'Rehearse',
      'Schema before and after',
    ]);
    assert.equal((await titles('0005-next.sql'))[0], 'pending');
  });

  it('stand on scripts of a project only', async () => {
    const notes = vscode.Uri.file(fileIn('notes.sql'));
    await vscode.workspace.openTextDocument(notes);
    assert.deepEqual(await lensesOf(notes), []);
  });

  it('call commands that there are', async () => {
    const commands = new Set(await vscode.commands.getCommands(true));
    for (const name of ['0003-pages.sql', '0004-tags.sql'])
      for (const { command } of await lensesOf(scriptUri(name)))
        assert.ok(command === '' || commands.has(command), command);
  });

  it('can be switched off', async () => {
    await setting('codeLens.enable', false);
    try {
      assert.deepEqual(await titles('0004-tags.sql'), []);
    } finally {
      await setting('codeLens.enable', undefined);
    }
  });

  it('run the scripts up to here', async () => {
    const api = await ready();
    const run = (await lensesOf(scriptUri('0004-tags.sql'))).find(
      ({ title }) => title === 'Run up to here',
    );
    assert.ok(run);
    await vscode.commands.executeCommand(run.command, ...(run.arguments ?? []));
    await until('it is applied', () => projectOf(api).status?.version === 4);
    assert.equal((await titles('0004-tags.sql'))[0], 'applied just now');
    assert.equal((await titles('0005-next.sql'))[0], 'pending · next');
  });
});
