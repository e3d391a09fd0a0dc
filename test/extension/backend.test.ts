import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { fileIn, projectOf, ready, rows, until } from './host.ts';

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
        '0001-books.sql|pending · next',
        '0002-loans.sql|pending',
      ],
    );
    assert.equal(shown.join('\n').includes('hidden-thing'), false);
  });

  it('is migrated by the button', async () => {
    const api = await ready();
    await vscode.commands.executeCommand('fastmigrate.run');
    await until('it is migrated', () => projectOf(api).status?.state === 'CURRENT');
    assert.equal(projectOf(api).status?.version, 2);
    assert.equal(fs.existsSync(fileIn('ledger.db')), true);
  });
});
