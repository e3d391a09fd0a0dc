import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ready, until } from './host.ts';
import { scriptUri } from './scripts.ts';

describe('a Python script that fails', () => {
  it('is a problem at its line, with what it said', async () => {
    await ready();
    await vscode.commands.executeCommand('fastmigrate.run');
    const script = scriptUri('0001-a.py');
    await until('the problem is there', () => vscode.languages.getDiagnostics(script).length > 0);
    const [problem] = vscode.languages.getDiagnostics(script);
    assert.equal(
      problem?.message,
      'ValueError: no such book. The script exited with code 1. The database is as it was before the script',
    );
    assert.equal(problem.range.start.line, 1);
  });
});
