import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { fileIn, projectOf, ready, told, until } from './host.ts';

describe('cancelling a run', () => {
  it('ends a long statement and leaves the database at a version boundary', async () => {
    const api = await ready();
    await until(
      'both are read',
      () =>
        api.projects.entries.length === 2 &&
        api.projects.entries.every(({ status }) => status !== undefined),
    );
    const entry = projectOf(api, 'long.db');
    const run = vscode.commands.executeCommand('fastmigrate.run', { key: entry.key });
    await until(
      'the long script runs',
      () => projectOf(api, 'long.db').running?.file === '0002-long.sql',
    );
    await vscode.commands.executeCommand('fastmigrate.cancel');
    await run;
    assert.deepEqual((await told(entry)).statuses, {
      '0001-a.sql': 'applied',
      '0002-long.sql': 'pending',
    });
    assert.equal(projectOf(api, 'long.db').running, undefined);
    assert.equal(projectOf(api, 'long.db').status?.version, 1);
    assert.equal(projectOf(api, 'long.db').status?.interrupted, undefined);
  });

  it('ends a script process and puts back what it did', async () => {
    const api = await ready();
    const entry = projectOf(api, 'sleepy.db');
    const run = vscode.commands.executeCommand('fastmigrate.run', { key: entry.key });
    await until(
      'the script sleeps',
      () =>
        fs.existsSync(fileIn('data', 'asleep')) &&
        fs.readFileSync(fileIn('data', 'asleep'), 'utf8') !== '',
    );
    const pid = Number(fs.readFileSync(fileIn('data', 'asleep'), 'utf8'));
    await vscode.commands.executeCommand('fastmigrate.cancel', { key: entry.key });
    await run;
    await until('the script is gone', () => !isAlive(pid));
    const answer = await told(entry);
    assert.equal(answer.version, 1);
    assert.equal(answer.state, 'PENDING');
    const bytes = fs.readFileSync(entry.project.database);
    assert.equal(bytes.includes('CREATE TABLE half'), false);
  });

  it('can run again afterwards', async () => {
    const api = await ready();
    const entry = projectOf(api, 'sleepy.db');
    fs.writeFileSync(fileIn('sleepy', '0002-sleep.py'), 'print("awake")\n');
    await vscode.commands.executeCommand('fastmigrate.run', { key: entry.key });
    assert.equal((await told(entry)).version, 2);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
