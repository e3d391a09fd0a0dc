import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { RehearsalReport } from '../../src/core/rehearse/report.ts';
import { fileIn, projectOf, ready, rows, told, until } from './host.ts';

describe('a project on another database', () => {
  it('shows what stands in for SQLite, and what cannot be had, without the password', async () => {
    const api = await ready();
    await until('the status is there', () => projectOf(api).status?.backend?.name === 'Ledger');
    const shown = await rows(api);
    assert.deepEqual(
      shown.map((row) => row.trim().split('|').slice(0, 2).join('|')),
      [
        'server://me:***@host/ledger|no version record · 2 pending',
        'No version record yet|the first run makes it',
        'Ledger|no history, no transaction, no lock, no backup, no rehearsal',
        'Desired schema not compared|SQLite files only',
        '0001-books.sql|pending · next',
        '0002-loans.sql|pending',
      ],
    );
    assert.equal(shown.join('\n').includes('hidden-thing'), false);
  });

  it('lists in a rehearsal what would run, since nothing can be undone', async () => {
    const api = await ready();
    const { key } = projectOf(api);
    const report = await vscode.commands.executeCommand<RehearsalReport>('fastmigrate.rehearse', {
      key,
    });
    assert.deepEqual([report.ok, report.basis, report.migrations.length], [true, 'none', 2]);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /2 migrations would run, none was tried/);
    assert.match(text, /Ledger has no hooks for transactions, so no script was tried/);
    assert.equal((await told(projectOf(api))).version, null);
  });

  it('offers the tasks that hooks can do', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'fastmigrate' });
    assert.deepEqual(tasks.map(({ name }) => name).toSorted(), [
      'check database',
      'create database',
      'migrate production database',
      'rehearse migrations',
      'run migrations',
    ]);
    const run = tasks.find(({ name }) => name === 'run migrations');
    assert.equal(run?.definition['backup'], undefined);
  });

  it('is migrated by the button', async () => {
    const api = await ready();
    await vscode.commands.executeCommand('fastmigrate.run');
    await until('it is migrated', () => projectOf(api).status?.state === 'CURRENT');
    assert.equal(projectOf(api).status?.version, 2);
    assert.equal(fs.existsSync(fileIn('ledger.db')), true);
  });
});
