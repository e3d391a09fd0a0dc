import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../src/core/database/version.ts';
import { MAIN, fastmigrateJson, plainEnv } from '../cli/command.ts';
import { column, dump } from '../support/database.ts';
import { temporaryFolder } from '../support/project.ts';

const COUNT = 80;
const SCRIPTS = 4;

/** Databases at version 0, with scripts of which each adds one table and fills it. */
function fleet(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'tenants'));
  mkdirSync(join(folder, 'migrations'));
  for (let version = 1; version <= SCRIPTS; version += 1)
    writeFileSync(
      join(folder, 'migrations', `000${version}-t.sql`),
      `CREATE TABLE t${version} (x);\nINSERT INTO t${version} VALUES (1), (2);\n`,
    );
  const empty = join(folder, 'empty.db');
  createDatabase(empty);
  for (let index = 0; index < COUNT; index += 1)
    copyFileSync(empty, join(folder, 'tenants', `t${index}.db`));
  return folder;
}

/** Whether a database has the tables of its version and no others. */
function isAtBoundary(path: string): boolean {
  const version = Number(column(path, 'SELECT version FROM _meta')[0]);
  const content = dump(path, { withoutRecords: true });
  const tables = Object.entries(content).filter(([name]) => name.startsWith('rows of t'));
  const filled = tables.every(([, rows]) => Array.isArray(rows) && rows.length === 2);
  return tables.length === version && filled;
}

function start(folder: string): ChildProcess {
  const args = ['run', '--db', 'tenants/*.db', '--report', 'report.jsonl', '--jobs', '2'];
  return spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: plainEnv(),
    stdio: 'ignore',
  });
}

function reported(folder: string): number {
  try {
    return readFileSync(join(folder, 'report.jsonl'), 'utf8').split('\n').length - 1;
  } catch {
    // It is not there yet.
    return 0;
  }
}

describe('a fleet run that is killed', () => {
  for (const after of [1, 17, 55])
    it(`after ${after} databases leaves each at a version, and goes on when it is started again`, async () => {
      const folder = fleet();
      const child = start(folder);
      const gone = once(child, 'exit');
      while (reported(folder) < after && child.exitCode === null) await sleep(2);
      child.kill('SIGKILL');
      await gone;
      assert.equal(child.signalCode, 'SIGKILL', 'it was done before it was killed');
      // Workers end by themselves; the next run takes its turn after them.
      const { code, json } = fastmigrateJson(folder, ['run', '--db', 'tenants/*.db']);
      const { versions, results } = json as {
        versions: unknown;
        results: readonly { result: string }[];
      };
      assert.deepEqual([code, versions], [0, { [SCRIPTS]: COUNT }]);
      assert.ok(results.filter(({ result }) => result === 'current').length >= after);
      const names = readdirSync(join(folder, 'tenants'));
      assert.equal(names.length, COUNT, 'nothing is left behind');
      for (const name of names) assert.ok(isAtBoundary(join(folder, 'tenants', name)), name);
    });

  it('together with its workers leaves each database at a version', async () => {
    const folder = fleet();
    const child = start(folder);
    const gone = once(child, 'exit');
    while (reported(folder) < 20 && child.exitCode === null) await sleep(2);
    const workers = childrenOf(child.pid ?? 0);
    assert.ok(workers.length > 0, 'it has workers');
    for (const pid of [child.pid ?? 0, ...workers]) process.kill(pid, 'SIGKILL');
    await gone;
    while (workers.some(isAlive)) await sleep(10);
    const databases = readdirSync(join(folder, 'tenants')).filter((name) => name.endsWith('.db'));
    assert.equal(databases.length, COUNT);
    for (const name of databases) assert.ok(isAtBoundary(join(folder, 'tenants', name)), name);
    const { code, json } = fastmigrateJson(folder, ['run', '--db', 'tenants/*.db']);
    assert.deepEqual([code, (json as { versions: unknown }).versions], [0, { [SCRIPTS]: COUNT }]);
  });
});

/**
 * A process that has ended, and that nobody has asked for yet, is a zombie without other threads: only then are its locks
 * gone for sure, since the threads share its files.
 */
function isAlive(pid: number): boolean {
  try {
    const [state] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    return (state !== 'Z' && state !== 'X') || readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}
