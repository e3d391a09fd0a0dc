import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FleetReport } from '../../src/core/fleet/fleet.ts';
import { projectOf, ready, rows, until } from './host.ts';

describe('a project with several databases', () => {
  it('is one row with the versions, the failing databases first below it', async () => {
    const api = await ready();
    await until('they were looked at', () => projectOf(api).fleet !== undefined);
    assert.deepEqual(await rows(api), [
      'tenants/*.db|8 at v0 · 1 at v2 · 9 behind · 1 failing|database',
      `  broken.db|${messageOf(projectOf(api).fleet)}|error`,
      '  Version 0|8 databases|versions',
      ...Array.from({ length: 8 }, (_, index) => `    a${index}.db||database`),
      '  Version 2|1 database|versions',
      '    b.db||database',
      '  Version unknown|1 database|question',
      '    broken.db||database',
    ]);
  });

  it('runs what is pending on all of them', async () => {
    const api = await ready();
    const { key } = projectOf(api);
    const report = await vscode.commands.executeCommand<FleetReport>('fastmigrate.run', { key });
    assert.deepEqual([report.summary.versions, report.summary.failed], [{ 4: 9, none: 1 }, 1]);
    assert.equal((await rows(api))[0], 'tenants/*.db|9 at v4 · 1 failing|database');
    const { database } = projectOf(api).project;
    const left = await vscode.workspace.fs.readDirectory(vscode.Uri.file(path.dirname(database)));
    const backups = left.filter(([name]) => name.endsWith('.backup'));
    // Eight at version 0, and one at version 2: each is backed up before.
    assert.equal(backups.length, 9);
  });

  it('is no file that a command for one database could make', async () => {
    const api = await ready();
    const entry = projectOf(api);
    await assert.rejects(
      api.engine.mutate('create', { project: entry.project }, { key: entry.key }),
      /stands for several/,
    );
  });
});

function messageOf(fleet: FleetReport | undefined): string {
  return fleet?.summary.failures[0]?.error?.message ?? '';
}
