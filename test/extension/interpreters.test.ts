import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { exitCode, fileIn, projectOf, ready, told, until } from './host.ts';

describe('interpreters that the settings name', () => {
  it('run the scripts of a command', async () => {
    const api = await ready();
    await until('the status is read', () => projectOf(api).status !== undefined);
    await vscode.commands.executeCommand('fastmigrate.runTo', vscode.Uri.file(script('0001-a.py')));
    assert.deepEqual(used(), ['python']);
  });

  it('run the scripts of a task', async () => {
    const api = await ready();
    const again = 'migrations/0003-c.py';
    fs.writeFileSync(fileIn(...again.split('/')), 'print("c")\n');
    const tasks = await vscode.tasks.fetchTasks({ type: 'fastmigrate' });
    assert.equal(await exitCode(tasks.find(({ name }) => name === 'run migrations')), 0);
    assert.deepEqual(used(), ['python', 'shell', 'python']);
    assert.equal((await told(projectOf(api))).version, 3);
  });

  it('run a desired schema that is a script', async () => {
    const before = used().length;
    fs.writeFileSync(fileIn('schema.sh'), "echo 'CREATE TABLE wanted (x);'\n");
    fs.appendFileSync(fileIn('.fastmigrate'), 'schema = schema.sh\n');
    const api = await ready();
    await until('the drift is seen', () => projectOf(api).status?.drift !== undefined);
    assert.deepEqual([...new Set(used().slice(before))], ['shell']);
  });

  function script(name: string): string {
    return fileIn('migrations', name);
  }

  function used(): readonly string[] {
    return fs.readFileSync(fileIn('bin', 'used'), 'utf8').trim().split('\n');
  }
});
