import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { projectOf, ready, rows, told, until } from './host.ts';

describe('a workspace of several folders and databases', () => {
  it('tells a view of no changes before it has asked for rows', async () => {
    const api = await ready();
    let told = 0;
    const listening = api.tree.onDidChangeTreeData(() => (told += 1));
    await Promise.all(api.projects.entries.map(async ({ key }) => api.projects.refresh(key)));
    assert.ok(api.projects.entries.every(({ status }) => status !== undefined));
    assert.equal(told, 0);
    await api.tree.getChildren();
    await api.projects.discover();
    await until('the view is told', () => told > 0);
    listening.dispose();
  });

  it('shows them under their folders, whatever their names', async () => {
    const api = await ready();
    await until(
      'all are read',
      () =>
        api.projects.entries.length === 3 &&
        api.projects.entries.every(({ status }) => status !== undefined),
    );
    assert.deepEqual(
      (await rows(api)).filter((row) => !/\.(sql|py)\|/.test(row)),
      [
        "Käse & it's||folder",
        '  data/database.db|v1 of 4 · 3 pending|database',
        'two databases||folder',
        '  data/main.db|v3 of 4 · 1 pending|database',
        '  data/"quoted" [1].db|v0 of 1 · 1 pending|database',
      ],
    );
  });

  it('runs the one whose row was clicked, and no other', async () => {
    const api = await ready();
    const entry = projectOf(api, '"quoted" [1].db');
    await vscode.commands.executeCommand('fastmigrate.run', { key: entry.key });
    assert.deepEqual(
      await Promise.all(
        ['"quoted" [1].db', 'main.db', 'database.db'].map(
          async (name) => (await told(projectOf(api, name))).version,
        ),
      ),
      [1, 3, 1],
    );
  });

  it('follows the editor that is open', async () => {
    const api = await ready();
    const entry = projectOf(api, 'database.db');
    const script = entry.status?.migrations[1];
    assert.ok(script);
    await vscode.window.showTextDocument(vscode.Uri.file(script.path));
    await vscode.commands.executeCommand('fastmigrate.runTo');
    assert.equal((await told(projectOf(api, 'database.db'))).version, 2);
  });

  it('sees a change beside a name with brackets', async () => {
    const api = await ready();
    const entry = projectOf(api, '"quoted" [1].db');
    const script = vscode.Uri.joinPath(vscode.Uri.file(entry.project.migrations), '0002-more.sql');
    await vscode.workspace.fs.writeFile(script, Buffer.from('CREATE TABLE more (x);\n'));
    await until(
      'the script is listed',
      () => projectOf(api, '"quoted" [1].db').status?.migrations.length === 2,
    );
  });

  it('offers tasks for each, that run on the right one', async () => {
    const api = await ready();
    const tasks = await vscode.tasks.fetchTasks({ type: 'fastmigrate' });
    assert.equal(tasks.length, 27);
    const run = tasks.find(({ name }) => name === 'run migrations (Übersicht)');
    assert.ok(run);
    const ended = new Promise<number | undefined>((resolve) => {
      vscode.tasks.onDidEndTaskProcess(({ exitCode }) => resolve(exitCode));
    });
    await vscode.tasks.executeTask(run);
    assert.equal(await ended, 0);
    await until('version 2', () => projectOf(api, '"quoted" [1].db').status?.version === 2);
  });

  it('quotes what it copies', async () => {
    const api = await ready();
    const line = await vscode.commands.executeCommand<string>('fastmigrate.copyCommand', {
      key: projectOf(api, 'database.db').key,
    });
    assert.match(
      line,
      /^fastmigrate run --db '.*Käse & it'\\''s\/data\/database\.db' --migrations '.*' --backup$/,
    );
  });

  it('creates the one that is missing, without asking which', async () => {
    const api = await ready();
    const { database } = projectOf(api, 'main.db').project;
    fs.rmSync(database);
    await until('it is seen', () => projectOf(api, 'main.db').status?.state === 'ABSENT');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const made = await vscode.commands.executeCommand('fastmigrate.create');
    assert.deepEqual(made, { version: 0, created: true });
    assert.ok(fs.existsSync(database));
  });
});
