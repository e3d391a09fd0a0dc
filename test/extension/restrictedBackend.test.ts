import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { fileIn, projectOf, ready, rows, until } from './host.ts';

describe('a project on another database in Restricted Mode', () => {
  it('lists the scripts and loads no hooks', async () => {
    const api = await ready();
    assert.equal(vscode.workspace.isTrusted, false);
    await until('the scripts are listed', () => projectOf(api).status !== undefined);
    assert.deepEqual(
      (await rows(api)).map((row) => row.trim().split('|')[0]),
      [
        'server://me:***@host/ledger',
        'Version hidden until trusted',
        'Backend config.mjs',
        'Desired schema not compared',
        '0001-books.sql',
        '0002-loans.sql',
      ],
    );
    for (const command of ['run', 'create', 'baseline', 'refresh'])
      void vscode.commands.executeCommand(`fastmigrate.${command}`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(fs.readdirSync(fileIn()).toSorted(), [
      '.fastmigrate',
      'migrations',
      'wanted.sql',
    ]);
  });
});
