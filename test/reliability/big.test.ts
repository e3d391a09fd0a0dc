import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { createDatabase } from '../../src/core/database/version.ts';
import { recover } from '../../src/core/migration/recover.ts';
import type { Project } from '../../src/core/project/project.ts';
import { column, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { until } from '../support/process.ts';
import { makeRuntime, temporaryFolder } from '../support/project.ts';
import { answer, errorCode, start } from './support/cli.ts';
import type { Answer } from './support/cli.ts';
import { isLong, tell } from './support/scale.ts';

const MEGABYTES = isLong ? 1024 : 30;
const LIMIT_MB = 200;

describe(`a database of ${MEGABYTES} MB`, function () {
  this.timeout(15 * 60_000);
  let root: string;
  let database: string;
  /** Milliseconds until a backup was cancelled, at most. */
  let slowest = 0;

  before(() => {
    root = temporaryFolder();
    mkdirSync(join(root, 'migrations'));
    database = join(root, 'data', 'database.db');
    createDatabase(database);
    execute(database, 'CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB)');
    const step = `INSERT INTO t (text, bytes) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
      SELECT 'row ' || i, randomblob(950) FROM n;`;
    for (let size = 0; size < MEGABYTES; size = statSync(database).size / 2 ** 20)
      execute(database, step);
  });

  after(() => rmSync(root, { recursive: true, force: true }));

  it('is backed up, guarded and restored in little memory, with progress', async () => {
    const backup = await watched(start(root, ['backup', '--verbose']), 'backup');
    const file = String(backup.json['file']);
    execute(database, 'CREATE TABLE later (x)');
    // The script fails, so that its snapshot is taken and put back.
    const script = join(root, 'migrations', '0001-fails.sh');
    writeFileSync(script, 'exit 1');
    const guarded = await watched(start(root, ['run', '--verbose']), 'snapshot', 1);
    assert.match(guarded.err, /restore: \d+ %/);
    rmSync(script);
    assert.deepEqual(column(database, `SELECT count(*) FROM later`), [0]);
    const restored = await watched(start(root, ['restore', file, '--verbose']), 'restore');
    assert.equal(column(database, `SELECT count(*) FROM sqlite_schema WHERE name = 'later'`)[0], 0);
    for (const used of [file, String(restored.json['safetyBackup'])]) rmSync(used);
  });

  it('is left alone by a backup that is cancelled, within a second', async () => {
    const names = namesIn(join(root, 'data'));
    for (const part of isLong ? [0.1, 0.4, 0.6, 0.8, 0.9] : [0.3, 0.7]) {
      const child = start(root, ['backup', '--verbose']);
      const end = answer(child);
      await untilPart(child, part);
      const asked = performance.now();
      child.kill('SIGINT');
      assert.equal(errorCode(await end), 'cancelled', JSON.stringify(await end));
      const took = Math.round(performance.now() - asked);
      slowest = Math.max(slowest, took);
      assert.ok(took < 1000, `cancelling took ${took} ms`);
      tell(`backup cancelled at ${part * 100} %: ${took} ms`);
      assert.deepEqual(namesIn(join(root, 'data')), names);
    }
  });

  it('is free at once when a backup is killed, whose processes end too', async () => {
    const names = namesIn(join(root, 'data'));
    const child = start(root, ['backup', '--verbose']);
    const end = answer(child);
    await untilPart(child, 0.1);
    const helpers = childrenOf(child.pid);
    if (process.platform === 'linux') assert.ok(helpers.length > 0);
    child.kill('SIGKILL');
    await end;
    execute(database, 'CREATE TABLE free (x); DROP TABLE free');
    await until(() => helpers.every((pid) => !isRunning(pid)), 'the end of the processes');
    const left = namesIn(join(root, 'data')).filter((name) => !names.includes(name));
    assert.ok(
      left.every((name) => name.endsWith('.partial')),
      left.join(),
    );
    for (const name of left) rmSync(join(root, 'data', name));
  });

  for (const mode of ['delete', 'wal'] as const)
    it(`is left alone by a restore that is cancelled or killed, within a second (${mode})`, async () => {
      const whole = await answer(start(root, ['backup']));
      const file = String(whole.json['file']);
      for (const how of ['SIGINT', 'SIGKILL'] as const)
        for (const part of isLong ? [0.1, 0.3, 0.4, 0.7, 0.9] : [0.1, 0.7]) {
          makeDifferent(database, mode);
          const names = namesIn(join(root, 'data'));
          const child = start(root, ['restore', file, '--verbose']);
          const took = await stopped(child, part, how);
          const isOld = column(database, LATER).length === 1;
          tell(
            `${mode}, ${how} at ${part * 100} %: ${isOld ? 'as before' : 'restored'}, ${took} ms`,
          );
          // Where there is no log, the half of the way is to prepare what then is completed in any case.
          if (isLong && part < (mode === 'wal' ? 1 : 0.5)) assert.ok(isOld);
          // On a machine that does more than this, all takes longer.
          const limit = Math.max(1000, 3 * slowest);
          if (isOld) assert.ok(took < limit, `${took} ms, and a backup ${slowest} ms`);
          assert.deepEqual(column(database, 'PRAGMA quick_check'), ['ok']);
          const expected = isOld ? [mode] : ['delete'];
          assert.deepEqual(column(database, 'PRAGMA journal_mode'), expected);
          // The safety backup is complete, if there is one.
          for (const name of namesIn(join(root, 'data')))
            if (name.endsWith('.backup') && !names.includes(name)) rmSync(join(root, 'data', name));
          assert.deepEqual(namesIn(join(root, 'data')), names);
        }
      rmSync(file);
    });

  /** Ends a restore when it is done to a part. Returns how long it took until all was in order, in milliseconds. */
  async function stopped(
    child: ChildProcess,
    part: number,
    how: 'SIGINT' | 'SIGKILL',
  ): Promise<number> {
    const end = answer(child);
    await untilPart(child, part);
    const asked = performance.now();
    child.kill(how);
    const ended = await end;
    if (how === 'SIGINT') {
      const isOld = column(database, LATER).length === 1;
      assert.equal(errorCode(ended), isOld ? 'cancelled' : undefined, JSON.stringify(ended));
      assert.equal(ended.code, isOld ? 1 : 0);
    } else await recover(projectOf(root, database), makeRuntime(root).runtime);
    column(database, LATER);
    return Math.round(performance.now() - asked);
  }
});

const LATER = `SELECT name FROM sqlite_schema WHERE name = 'later'`;

/** Changes all of the database, unless that was done and not undone. */
function makeDifferent(database: string, mode: 'delete' | 'wal'): void {
  if (column(database, LATER).length === 0)
    execute(
      database,
      `PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
       UPDATE t SET bytes = randomblob(950); CREATE TABLE later (x)`,
    );
  execute(database, `PRAGMA journal_mode = ${mode}`);
}

function projectOf(root: string, database: string): Project {
  const migrations = join(root, 'migrations');
  return { name: 'default', root, database, migrations, convention: 'fastmigrate', history: true };
}

/** Waits for the end of a command that must succeed, and looks at its memory and its progress. */
async function watched(child: ChildProcess, what: string, code = 0): Promise<Answer> {
  let peak = 0;
  const timer = setInterval(() => {
    for (const pid of [child.pid, ...childrenOf(child.pid)])
      peak = Math.max(peak, peakMegabytes(pid));
  }, 20);
  const started = performance.now();
  const ended = await answer(child);
  clearInterval(timer);
  assert.equal(ended.code, code, ended.err + JSON.stringify(ended.json));
  const steps = ended.err.match(new RegExp(`${what}: \\d+ %`, 'gu')) ?? [];
  assert.ok(steps.length >= 5, ended.err);
  if (process.platform === 'linux') assert.ok(peak > 0 && peak < LIMIT_MB, `${peak} MB`);
  tell(`${what}: ${Math.round(performance.now() - started)} ms, peak ${Math.round(peak)} MB`);
  return ended;
}

/** The most memory that a process had, where the system tells. */
function peakMegabytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** The processes that a process has started, where the system tells. */
function childrenOf(pid: number | undefined): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

/** One that has ended, and that nobody has asked about yet, does not count. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until the last copy that a command is to make is done to a part. */
async function untilPart(child: ChildProcess, part: number): Promise<void> {
  const what = child.spawnargs.includes('restore') ? 'restore' : 'backup';
  let text = '';
  const listen = (more: string): void => {
    text += more;
  };
  child.stderr?.on('data', listen);
  for (let tries = 0; tries < 60_000; tries += 1) {
    const last = [...text.matchAll(new RegExp(`${what}: (\\d+) %`, 'gu'))].at(-1)?.[1];
    if (last !== undefined && Number(last) >= part * 100) return;
    await sleep(1);
  }
}
