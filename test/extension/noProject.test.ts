import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { extension, fileIn, ready, rows, until } from './host.ts';

describe('a folder without migrations', () => {
  it('does not start the extension', () => {
    assert.equal(extension().isActive, false);
  });

  it('has no tasks of ours, and nothing that keeps the editor waiting', async () => {
    const api = await ready();
    assert.deepEqual(await vscode.tasks.fetchTasks({ type: 'fastmigrate' }), []);
    assert.deepEqual(api.projects.entries, []);
    assert.deepEqual(await rows(api), []);
  });

  it('gets its project as soon as a configuration appears', async () => {
    const api = await ready();
    fs.writeFileSync(
      fileIn('.fastmigrate'),
      '[paths]\ndb = data/new.db\nmigrations = migrations\n',
    );
    await until('the project is found', () => api.projects.entries.length === 1);
    await until('its status is read', () => api.projects.entries[0]?.status?.state === 'ABSENT');
  });

  it('shows the welcome view while there is neither database nor script, and creates the database', async () => {
    const api = await ready();
    assert.deepEqual(await rows(api), []);
    await vscode.commands.executeCommand('fastmigrate.create');
    assert.equal(api.projects.entries[0]?.status?.version, 0);
    assert.ok(fs.existsSync(fileIn('data', 'new.db')));
  });

  it('shows scripts as they are written by anybody', async () => {
    const api = await ready();
    fs.mkdirSync(fileIn('migrations'), { recursive: true });
    fs.writeFileSync(fileIn('migrations', '0001-first.sql'), 'CREATE TABLE a (x);\n');
    await until(
      'the script is listed',
      () => api.projects.entries[0]?.status?.migrations.length === 1,
    );
    assert.deepEqual(await rows(api), [
      'data/new.db|v0 of 1 · 1 pending|database',
      '  0001-first.sql|pending · next|circle-large-outline',
    ]);
  });

  it('lets go of the project when its configuration is deleted', async () => {
    const api = await ready();
    fs.rmSync(fileIn('migrations'), { recursive: true });
    fs.rmSync(fileIn('.fastmigrate'));
    await until('nothing is left', () => api.projects.entries.length === 0);
  });

  it('says where a configuration is wrong', async () => {
    const api = await ready();
    fs.writeFileSync(fileIn('.fastmigrate'), '[paths]\nhistory = perhaps\n');
    await until('the failure is known', () => api.projects.failures.length === 1);
    const [problem] = vscode.languages.getDiagnostics(vscode.Uri.file(fileIn('.fastmigrate')));
    assert.equal(problem?.range.start.line, 1);
    assert.equal(problem?.source, 'FastMigrate');
    assert.match((await rows(api)).join('\n'), /^\.fastmigrate\|.*\|error$/);
  });

  it('keeps quiet in a folder that is switched off', async () => {
    const api = await ready();
    const settings = vscode.workspace.getConfiguration(
      'fastmigrate',
      vscode.workspace.workspaceFolders?.[0]?.uri,
    );
    await settings.update('enable', false, vscode.ConfigurationTarget.Workspace);
    await until('nothing is looked for', () => api.projects.failures.length === 0);
    await settings.update('enable', undefined, vscode.ConfigurationTarget.Workspace);
    await until('it is looked for again', () => api.projects.failures.length === 1);
  });
});
