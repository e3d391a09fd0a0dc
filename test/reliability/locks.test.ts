import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../src/core/database/version.ts';
import { column, dump, execute } from '../support/database.ts';
import { namesIn, pictureOf } from '../support/files.ts';
import { temporaryFolder } from '../support/project.ts';
import { errorCode, run } from './support/cli.ts';
import { otherProgram } from './support/other.ts';
import type { Other } from './support/other.ts';
import { isLong, rounds, tell } from './support/scale.ts';

const MODES = ['delete', 'wal'] as const;

interface Made {
  readonly root: string;
  readonly database: string;
  readonly backup: string;
  readonly other: Other;
}

/** A database with one pending script and a backup from before its only row, which another program has open. */
async function inUse(mode: string, body: (made: Made) => Promise<void>): Promise<void> {
  const root = temporaryFolder();
  mkdirSync(join(root, 'migrations'));
  writeFileSync(join(root, 'migrations', '0001-a.sql'), 'CREATE TABLE a (x);');
  const database = join(root, 'data', 'database.db');
  createDatabase(database);
  execute(database, `PRAGMA journal_mode = ${mode}; CREATE TABLE t (x)`);
  const { json } = await run(root, ['backup']);
  const other = await otherProgram(database);
  try {
    await other.does(`c.execute('INSERT INTO t VALUES (1)')`);
    await body({ root, database, backup: String(json['file']), other });
  } finally {
    await other.ends();
  }
}

async function assertBusy(root: string, words: readonly string[], other: Other): Promise<void> {
  const started = performance.now();
  const busy = await run(root, words);
  const message = JSON.stringify(busy.json);
  assert.deepEqual([busy.code, errorCode(busy)], [1, 'busy'], message);
  assert.ok(performance.now() - started < 25_000);
  assert.match(message, /Close the program that uses it, or wait, and try again/);
  if (process.platform === 'linux') assert.match(message, new RegExp(`process ${other.pid} \\(`));
}

const WRITES_ON = `c.execute('BEGIN IMMEDIATE'); c.execute('INSERT INTO t VALUES (2)')`;

/** What keeps a database from being written. */
const HELD = [
  { mode: 'delete', takes: WRITES_ON },
  { mode: 'wal', takes: WRITES_ON },
  { mode: 'delete', takes: `c.execute('BEGIN EXCLUSIVE')` },
  { mode: 'delete', takes: `c.execute('BEGIN'); c.execute('SELECT * FROM t').fetchall()` },
] as const;

/** The index of a log is memory that readers write into. */
function withoutIndex(root: string): unknown {
  return Object.entries(pictureOf(root)).filter(([name]) => !name.endsWith('-shm'));
}

describe('a database that another program uses', function () {
  this.timeout(isLong ? 20 * 60_000 : 40_000);

  it('is not changed while that program writes, has it to itself, or reads it without a log', async () => {
    // At once, since each command waits for seconds.
    await Promise.all(
      HELD.map(({ mode, takes }) =>
        inUse(mode, async ({ root, database, backup, other }) => {
          await other.does(takes);
          const before = withoutIndex(root);
          for (const words of [['run'], ['restore', backup]]) await assertBusy(root, words, other);
          assert.deepEqual(withoutIndex(root), before, takes);
          await other.does(`c.execute('COMMIT')`);
          assert.equal((await run(root, ['run'])).code, 0);
          const seen = await other.does(`out = len(c.execute('SELECT x FROM t').fetchall())`);
          assert.equal(seen, takes.includes('INSERT') ? 2 : 1);
          assert.equal((await run(root, ['restore', backup])).code, 0);
          assert.deepEqual(await other.does(`out = c.execute('SELECT x FROM t').fetchall()`), []);
          assert.deepEqual(column(database, 'PRAGMA integrity_check'), ['ok']);
        }),
      ),
    );
  });

  it('waits for a short transaction of that program', () =>
    inUse('delete', async ({ root, other }) => {
      await other.does(`c.execute('BEGIN IMMEDIATE'); c.execute('INSERT INTO t VALUES (2)')`);
      const running = run(root, ['run']);
      await sleep(700);
      await other.does(`c.execute('COMMIT')`);
      assert.equal((await running).code, 0);
    }));

  it('is migrated, backed up and restored with its log while that program reads', () =>
    inUse('wal', async ({ root, database, backup, other }) => {
      await other.does(`c.execute('PRAGMA wal_autocheckpoint = 0')`);
      await other.does(`c.execute('INSERT INTO t VALUES (2)')`);
      await other.does(`c.execute('BEGIN'); c.execute('SELECT * FROM t').fetchall()`);
      const saved = await run(root, ['backup']);
      assert.deepEqual(column(String(saved.json['file']), 'SELECT x FROM t'), [1, 2]);
      assert.equal((await run(root, ['run'])).code, 0);
      const restored = await run(root, ['restore', backup]);
      assert.equal(restored.code, 0, restored.err + JSON.stringify(restored.json));
      // The reader keeps what it saw until its transaction ends.
      assert.deepEqual(await other.does(`out = c.execute('SELECT x FROM t').fetchall()`), [
        [1],
        [2],
      ]);
      await other.does(`c.execute('COMMIT')`);
      assert.deepEqual(await other.does(`out = c.execute('SELECT x FROM t').fetchall()`), []);
      assert.deepEqual(await other.does(`out = c.execute('PRAGMA integrity_check').fetchall()`), [
        ['ok'],
      ]);
      const safety = String(restored.json['safetyBackup']);
      assert.deepEqual(column(safety, 'SELECT x FROM t'), [1, 2]);
      assert.deepEqual(column(safety, 'SELECT version FROM _meta'), [1]);
      await other.ends();
      assert.deepEqual(column(database, 'SELECT count(*) FROM t'), [0]);
    }));

  it('is restored from a backup with other pages, or that is refused while it is read', () =>
    inUse('wal', async ({ root, other }) => {
      const odd = join(root, 'odd.db');
      execute(odd, 'PRAGMA page_size = 1024; CREATE TABLE t (x); INSERT INTO t VALUES (9)');
      await other.does(`c.execute('BEGIN'); c.execute('SELECT * FROM t').fetchall()`);
      const before = await other.does(`out = c.execute('SELECT x FROM t').fetchall()`);
      await assertBusy(root, ['restore', odd], other);
      assert.deepEqual(await other.does(`out = c.execute('SELECT x FROM t').fetchall()`), before);
      await other.ends();
      assert.equal((await run(root, ['restore', odd])).code, 0);
      assert.deepEqual(column(join(root, 'data', 'database.db'), 'SELECT x FROM t'), [9]);
    }));

  for (const mode of MODES)
    it(`loses nothing that was committed before it was replaced (${mode})`, async () => {
      const total = rounds(2, 60);
      let committed = 0;
      let refused = 0;
      for (let round = 0; round < total; round += 1)
        await inUse(mode, async ({ root, database, backup, other }) => {
          execute(
            database,
            `CREATE TABLE big (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
             INSERT INTO big SELECT hex(randomblob(500)) FROM n`,
          );
          const writer = await otherProgram(database);
          await writer.does(`import time; c.execute('PRAGMA busy_timeout = 5000')`);
          const writing = writer.does(WRITES);
          await sleep(50 + 10 * (round % 20));
          const restored = await run(root, ['restore', backup]);
          const numbers = Array.from(Object.values(Object(await writing)), Number);
          await writer.ends();
          await other.does('pass');
          committed += numbers.length;
          if (restored.code !== 0) {
            refused += 1;
            assert.ok(
              ['busy', 'changed-elsewhere', 'backup-failed'].includes(String(errorCode(restored))),
            );
          }
          // What was committed before the restore is in the safety backup, what came after it in the database.
          const kept = new Set(column(database, 'SELECT x FROM t'));
          if (restored.code === 0)
            for (const x of column(String(restored.json['safetyBackup']), 'SELECT x FROM t'))
              kept.add(x);
          assert.deepEqual(
            numbers.filter((number) => !kept.has(number)),
            [],
          );
          assert.deepEqual(column(database, 'PRAGMA integrity_check'), ['ok']);
          assert.ok(Object.keys(dump(database)).length > 0);
        });
      tell(
        `${mode}: ${total} restores, ${committed} commits of another program, ${refused} refused`,
      );
    });

  it('leaves nothing behind', () =>
    inUse('wal', async ({ root, other }) => {
      assert.equal((await run(root, ['run'])).code, 0);
      await other.ends();
      const names = namesIn(join(root, 'data')).filter((name) => !name.endsWith('.backup'));
      assert.deepEqual(
        names.filter((name) => !/-(wal|shm)$/.test(name)),
        ['database.db'],
      );
    }));
});

/** Commits numbers as fast as it can for half a second, and answers with those of which it knows that they are in. */
const WRITES = `exec("""
out, end, n = [], time.time() + 0.8, 100
while time.time() < end:
    n += 1
    try:
        c.execute('INSERT INTO t VALUES (?)', (n,))
        out.append(n)
    except sqlite3.OperationalError:
        pass
    time.sleep(0.002)
""".strip())`.replaceAll('\n', '\\n');
