import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { exitCode, extension, fileIn, projectOf, ready, rows, told, until } from './host.ts';

function python(code: string): string {
  return execFileSync('python3', ['-c', code, fileIn('data', 'library.db')], { encoding: 'utf8' });
}

describe('a folder with one project', () => {
  it('starts the extension by itself', async () => {
    await until('the extension is active', () => extension().isActive);
  });

  it('shows the database and each script with its status', async () => {
    const api = await ready();
    await until('the status is read', () => projectOf(api).status !== undefined);
    assert.deepEqual(await rows(api), [
      'data/library.db|v2 of 4 · 2 pending|database',
      '  0001-books.sql|applied|pass-filled',
      '  0002-loans.sql|applied|pass-filled',
      '  0003-tags.sql|pending · next|circle-large-outline',
      '  0004-fill.py|pending|circle-large-outline',
    ]);
  });

  it('gives each row an identity, a spoken label and flags for menus', async () => {
    const { tree } = await ready();
    const [project] = await tree.getChildren();
    const items = (await tree.getChildren(project)).map((node) => tree.getTreeItem(node));
    assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
    assert.equal(items[2]?.accessibilityInformation?.label, '0003-tags.sql, pending, next');
    assert.deepEqual(
      items.map(({ contextValue }) => contextValue),
      [
        'script applied sql',
        'script applied sql',
        'script pending next sql',
        'script pending py',
        'schema',
      ],
    );
  });

  it('marks scripts in the Explorer', async () => {
    const { decorations } = await ready();
    const badge = (file: string): string | undefined =>
      decorations.provideFileDecoration(vscode.Uri.file(fileIn('migrations', file)))?.badge;
    assert.deepEqual(
      [badge('0001-books.sql'), badge('0003-tags.sql'), badge('other.txt')],
      ['✓', '▷', undefined],
    );
  });

  it('takes the marks away when they are switched off', async () => {
    const { decorations } = await ready();
    const script = vscode.Uri.file(fileIn('migrations', '0001-books.sql'));
    const settings = vscode.workspace.getConfiguration('fastmigrate');
    await settings.update('decorations.enable', false, vscode.ConfigurationTarget.Workspace);
    await until('no mark', () => decorations.provideFileDecoration(script) === undefined);
    await settings.update('decorations.enable', undefined, vscode.ConfigurationTarget.Workspace);
    await until('the mark is back', () => decorations.provideFileDecoration(script)?.badge === '✓');
  });

  it('backs up', async () => {
    const api = await ready();
    const done = await vscode.commands.executeCommand<{ file: string }>('fastmigrate.backup');
    assert.ok(fs.existsSync(done.file));
    await until('the backup is listed', () => projectOf(api).backups.length === 1);
    assert.equal(projectOf(api).backups[0]?.version, 2);
  });

  it('copies what it would do as a command line', async () => {
    const line = await vscode.commands.executeCommand<string>('fastmigrate.copyCommand');
    assert.equal(line, `fastmigrate run --config ${fileIn('.fastmigrate')} --backup`);
  });

  it('opens its configuration instead of setting it up again', async () => {
    const file = fileIn('.fastmigrate');
    const text = fs.readFileSync(file, 'utf8');
    const done = await vscode.commands.executeCommand<{ configFile: string }>('fastmigrate.setup');
    assert.equal(done.configFile, file);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file);
    assert.equal(fs.readFileSync(file, 'utf8'), text);
  });

  it('runs a script as it stands in the editor, and leaves other edits alone', async () => {
    const api = await ready();
    const [early, late] = ['0003-tags.sql', '0004-fill.py'].map((name) =>
      fileIn('migrations', name),
    );
    assert.ok(early !== undefined && late !== undefined);
    const texts = new Map([early, late].map((file) => [file, fs.readFileSync(file, 'utf8')]));
    const edited = await Promise.all(
      [early, late].map(async (file) => {
        const document = await vscode.workspace.openTextDocument(file);
        const edit = new vscode.WorkspaceEdit();
        const first = file.endsWith('.py') ? '# later\n' : '-- now\n';
        edit.insert(document.uri, new vscode.Position(0, 0), first);
        assert.ok(await vscode.workspace.applyEdit(edit));
        return document;
      }),
    );
    await vscode.commands.executeCommand('fastmigrate.rehearse', vscode.Uri.file(early));
    assert.deepEqual(
      edited.map(({ isDirty }) => isDirty),
      [false, true],
    );
    assert.equal(fs.readFileSync(early, 'utf8'), `-- now\n${texts.get(early)}`);
    assert.equal(fs.readFileSync(late, 'utf8'), texts.get(late));
    await vscode.window.showTextDocument(vscode.Uri.file(late));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.equal(projectOf(api).status?.version, 2);
  });

  it('runs up to one script as it stands in the editor, with a backup first', async () => {
    const api = await ready();
    const script = vscode.Uri.file(fileIn('migrations', '0003-tags.sql'));
    const document = await vscode.workspace.openTextDocument(script);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(script, new vscode.Position(0, 0), '-- again\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.isDirty, true);
    const report = await vscode.commands.executeCommand<{ ok: boolean; backup?: string }>(
      'fastmigrate.runTo',
      script,
    );
    assert.equal(report.ok, true);
    assert.equal(document.isDirty, false);
    assert.match(fs.readFileSync(script.fsPath, 'utf8'), /^-- again\n/);
    assert.ok(report.backup !== undefined && fs.existsSync(report.backup));
    assert.deepEqual((await told(projectOf(api))).version, 3);
    assert.match((await rows(api)).join('\n'), /0003-tags\.sql\|applied\|pass-filled/);
  });

  it('runs the rest, a Python script too', async () => {
    const api = await ready();
    await vscode.commands.executeCommand('fastmigrate.run');
    const answer = await told(projectOf(api));
    assert.equal(answer.state, 'CURRENT');
    assert.equal(answer.version, 4);
    assert.equal(projectOf(api).status?.state, 'CURRENT');
    assert.equal(
      python(
        'import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute("select name from tags").fetchall())',
      ).trim(),
      "[('new',)]",
    );
  });

  it('sees what another program does to the database, also through a write-ahead log', async () => {
    const api = await ready();
    python(
      'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute("pragma journal_mode=wal"); c.execute("update _meta set version=3"); c.commit(); import os; os._exit(0)',
    );
    await until('version 3', () => projectOf(api).status?.version === 3);
    python(
      'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute("update _meta set version=4"); c.commit(); import os; os._exit(0)',
    );
    await until('version 4', () => projectOf(api).status?.version === 4);
    python(
      'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute("pragma journal_mode=delete")',
    );
  });

  it('does not wake itself by reading', async () => {
    const api = await ready();
    await until('quiet', () => projectOf(api).status?.version === 4);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    let changes = 0;
    const listening = api.projects.onDidChange(() => (changes += 1));
    await api.projects.refresh(projectOf(api).key);
    await api.projects.refresh(projectOf(api).key);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    listening.dispose();
    assert.equal(changes, 0);
  });

  it('compares an edited script with what was applied', async () => {
    const api = await ready();
    const script = fileIn('migrations', '0003-tags.sql');
    const text = fs.readFileSync(script, 'utf8');
    fs.writeFileSync(script, 'CREATE TABLE tags (name TEXT, colour TEXT);\n');
    await until('diverged', () => projectOf(api).status?.state === 'DIVERGED');
    assert.match((await rows(api)).join('\n'), /0003-tags\.sql\|diverged\|warning/);
    await vscode.commands.executeCommand('fastmigrate.compare', vscode.Uri.file(script));
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab?.input instanceof vscode.TabInputTextDiff);
    const applied = await vscode.workspace.openTextDocument(tab.input.original);
    assert.equal(applied.getText(), text);
    fs.writeFileSync(script, text);
    await until('as before', () => projectOf(api).status?.state === 'CURRENT');
  });

  it('offers tasks and runs them to their exit code', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'fastmigrate' });
    assert.deepEqual(tasks.map(({ name }) => name).toSorted(), [
      'back up database',
      'bring development database up to date',
      'check database',
      'create database',
      'enroll database',
      'migrate production database',
      'rehearse migrations on a copy',
      'restore backup',
      'run migrations',
    ]);
    assert.equal(await exitCode(named(tasks, 'check database')), 0);
    fs.writeFileSync(fileIn('migrations', '0005-late.sql'), 'CREATE TABLE late (x);\n');
    assert.equal(await exitCode(named(tasks, 'check database')), 1);
    assert.equal(await exitCode(named(tasks, 'run migrations')), 0);
    const api = await ready();
    await until('version 5', () => projectOf(api).status?.version === 5);
    assert.equal(await exitCode(named(tasks, 'enroll database')), 1);
    assert.equal(await exitCode(named(tasks, 'back up database')), 0);
  });

  it('finds the failing statement of a task in its output', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'fastmigrate' });
    const script = fileIn('migrations', '0006-broken.sql');
    fs.writeFileSync(script, "SELECT 1;\n\n  INSERT INTO nowhere VALUES ('x');\n");
    assert.equal(await exitCode(named(tasks, 'run migrations')), 1);
    const found = (): vscode.Diagnostic | undefined =>
      vscode.languages.getDiagnostics(vscode.Uri.file(script))[0];
    await until('the problem is found', () => found() !== undefined);
    assert.match(found()?.message ?? '', /no such table: nowhere/);
    assert.equal(found()?.range.start.line, 2);
    fs.rmSync(script);
  });

  it('writes the tasks into tasks.json once, and runs one from there', async () => {
    await vscode.commands.executeCommand('fastmigrate.addTasks');
    const file = fileIn('.vscode', 'tasks.json');
    await until(
      'the file is written',
      () => fs.existsSync(file) && fs.readFileSync(file, 'utf8') !== '',
    );
    const text = fs.readFileSync(file, 'utf8');
    await vscode.commands.executeCommand('fastmigrate.addTasks');
    assert.equal(fs.readFileSync(file, 'utf8'), text);
    let task: vscode.Task | undefined;
    await until('the task is read from the file', async () => {
      task = (await vscode.tasks.fetchTasks()).find(
        ({ name }) => name === 'fastmigrate: check database',
      );
      return task !== undefined;
    });
    assert.ok(task);
    assert.equal(await exitCode(task), 0);
  });

  it('goes on after its engine was killed', async () => {
    const api = await ready();
    await api.projects.refresh(projectOf(api).key);
    const pid = api.engine.readerPid;
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await api.projects.refresh(projectOf(api).key);
    assert.equal(projectOf(api).problem, undefined);
    assert.notEqual(api.engine.readerPid, pid);
    assert.equal(projectOf(api).status?.version, 5);
  });

  it('loads no native module into the editor', () => {
    const loaded = Object.keys(require.cache).filter(
      (file) => path.extname(file) === '.node' && file.includes('sqlite'),
    );
    assert.deepEqual(loaded, []);
  });
});

function named(tasks: readonly vscode.Task[], name: string): vscode.Task {
  const task = tasks.find((each) => each.name === name);
  assert.ok(task, name);
  return task;
}
