import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { codeOf, fileIn, projectOf, ready, rows, told, until } from './host.ts';

function problemsOf(file: string): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(vscode.Uri.file(fileIn('migrations', file)));
}

describe('a project with problems', () => {
  it('puts a failed script into the Problems panel, at the statement', async () => {
    const api = await ready();
    await vscode.commands.executeCommand('fastmigrate.run');
    const [problem] = problemsOf('0005-broken.sql');
    assert.ok(problem);
    assert.match(problem.message, /no such table: nowhere/);
    assert.equal(problem.range.start.line, 2);
    const answer = await told(projectOf(api));
    assert.equal(answer.version, 4);
    assert.match(
      (await rows(api)).join('\n'),
      /v4 of 5 · 1 pending · last run failed[^]*0005-broken\.sql\|failed\|error/,
    );
  });

  it('forgets the failure when the script is run again and works', async () => {
    const api = await ready();
    fs.writeFileSync(fileIn('migrations', '0005-broken.sql'), 'CREATE TABLE fine (a);\n');
    await vscode.commands.executeCommand('fastmigrate.run');
    assert.deepEqual(problemsOf('0005-broken.sql'), []);
    assert.equal(projectOf(api).status?.state, 'CURRENT');
  });

  it('names scripts that do not follow the rule, and numbers that are taken twice', async () => {
    const api = await ready();
    fs.writeFileSync(fileIn('migrations', '0006_wrong.sql'), 'SELECT 1;\n');
    fs.writeFileSync(fileIn('migrations', '0007-one.sql'), 'SELECT 1;\n');
    fs.writeFileSync(fileIn('migrations', '0007-two.sql'), 'SELECT 1;\n');
    await until('the problems are known', () => problemsOf('0007-two.sql').length > 0);
    assert.deepEqual(
      ['0006_wrong.sql', '0007-one.sql', '0007-two.sql'].map((file) =>
        problemsOf(file).map(codeOf),
      ),
      [['FM601'], ['FM602'], ['FM602']],
    );
    assert.equal(projectOf(api).status?.state, 'ERROR');
    for (const file of ['0006_wrong.sql', '0007-one.sql', '0007-two.sql'])
      fs.rmSync(fileIn('migrations', file));
    await until('they are gone', () => problemsOf('0007-two.sql').length === 0);
  });

  it('tells an applied script that is no text any more from one with a wrong name', async () => {
    const file = fileIn('migrations', '0005-broken.sql');
    const text = fs.readFileSync(file);
    fs.writeFileSync(file, new Uint8Array([0x41, 0xff]));
    const codes = (): readonly unknown[] => problemsOf('0005-broken.sql').map(codeOf);
    await until('the problem is known', () => codes().length > 0);
    assert.deepEqual(codes(), ['FM607']);
    fs.writeFileSync(file, text);
    await until('it is gone', () => codes().length === 0);
  });

  it('says when another program holds the lock, and looks again when it lets go', async () => {
    const api = await ready();
    const { database } = projectOf(api).project;
    const code =
      'import sqlite3,sys; c=sqlite3.connect(sys.argv[1], isolation_level=None); c.execute("begin exclusive"); print("locked", flush=True); sys.stdin.readline(); c.execute("rollback")';
    const holder = spawn('python3', ['-c', code, database]);
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    await api.projects.refresh(projectOf(api).key);
    assert.match((await rows(api)).join('\n'), /Locked by another program/);
    holder.stdin.end('\n');
    await new Promise((resolve) => holder.once('exit', resolve));
    await vscode.commands.executeCommand('fastmigrate.refresh');
    await until('it is read again', () => projectOf(api).status?.version === 5);
  });

  it('says that a file is no database, and looks again when it is', async () => {
    const api = await ready();
    const database = projectOf(api).project.database;
    fs.renameSync(database, `${database}.aside`);
    fs.writeFileSync(database, 'this is no database, but long enough to look at: '.repeat(40));
    await until('it is told', async () =>
      /Not a usable database/.test((await rows(api)).join('\n')),
    );
    fs.renameSync(`${database}.aside`, database);
    await until('it is read again', () => projectOf(api).status?.version === 5);
  });

  it('says that a database has no version record', async () => {
    const api = await ready();
    const database = projectOf(api).project.database;
    fs.renameSync(database, `${database}.aside`);
    await until('absent', () => projectOf(api).status?.state === 'ABSENT');
    assert.match((await rows(api)).join('\n'), /No database yet\|click to create it/);
    fs.writeFileSync(database, '');
    await until('unversioned', () => projectOf(api).status?.state === 'UNVERSIONED');
    assert.match(
      (await rows(api)).join('\n'),
      /Not under management yet\|click to set its version/,
    );
    fs.renameSync(`${database}.aside`, database);
    await until('it is read again', () => projectOf(api).status?.version === 5);
  });
});
