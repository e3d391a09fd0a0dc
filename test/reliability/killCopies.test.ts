import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listBackups } from '../../src/core/backup/list.ts';
import { createDatabase, readVersion } from '../../src/core/database/version.ts';
import { runPending } from '../../src/core/migration/run.ts';
import type { Project } from '../../src/core/project/project.ts';
import { column, dump, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { makeRuntime, temporaryFolder } from '../support/project.ts';
import { kill, run, start } from './support/cli.ts';
import { randomFrom, rounds, SEED, tell } from './support/scale.ts';

const ROWS = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
  INSERT INTO t SELECT i, hex(randomblob(400)) FROM n`;

/** A command that is killed, and what must hold whenever that is. */
interface Victim {
  readonly name: string;
  readonly arrange: (project: Project) => readonly string[];
  readonly check: (project: Project, before: unknown) => Promise<void> | void;
}

const VICTIMS: readonly Victim[] = [
  {
    name: 'backup',
    arrange: () => ['backup'],
    check: ({ database }, before) => assert.deepEqual(dump(database), before),
  },
  {
    name: 'restore',
    arrange: ({ database }) => {
      const other = join(database, '..', 'other.db');
      execute(other, `${VERSIONED(7)}; CREATE TABLE t (id, x); ${ROWS}; ${ROWS}`);
      return ['restore', other];
    },
    check: ({ database }, before) => {
      const [rows] = column(database, 'SELECT count(*) FROM t');
      assert.ok(rows === 6000 || rows === 12_000, `${String(rows)} rows`);
      const expected = rows === 6000 ? before : dump(join(database, '..', 'other.db'));
      // The journal mode is set after the content was put back; either of the two will do.
      assert.deepEqual(
        { ...dump(database), journal_mode: '' },
        { ...Object(expected), journal_mode: '' },
      );
    },
  },
  {
    name: 'enroll',
    arrange: ({ database }) => {
      execute(database, 'DROP TABLE _meta');
      return ['enroll'];
    },
    check: async (project) => {
      const version = column(project.database, `SELECT name FROM sqlite_schema ORDER BY name`);
      const script = join(project.migrations, '0001-initial.sql');
      if (existsSync(script)) assert.match(readFileSync(script, 'utf8'), /CREATE TABLE t/);
      if (version.includes('_meta')) {
        assert.equal(readVersion(project.database), 1);
        assert.ok(existsSync(script));
        return;
      }
      const again = await run(project.root, ['enroll']);
      assert.equal(again.code, 0, again.err + JSON.stringify(again.json));
    },
  },
  {
    name: 'baseline',
    arrange: (project) => {
      writeFileSync(join(project.migrations, '0001-t.sql'), 'CREATE TABLE t (id, x);');
      return ['baseline', '1'];
    },
    check: ({ database }) => {
      const version = readVersion(database);
      const recorded = column(database, `SELECT name FROM sqlite_schema WHERE name='_migrations'`);
      assert.deepEqual([version, recorded.length], version === 1 ? [1, 1] : [0, 0]);
      assert.deepEqual(column(database, 'SELECT count(*) FROM t'), [6000]);
    },
  },
  {
    name: 'create',
    arrange: ({ database }) => {
      rmSync(database);
      return ['create'];
    },
    check: async ({ database, root }) => {
      if (existsSync(database)) assert.equal(readVersion(database), 0);
      assert.equal((await run(root, ['create'])).code, 0);
      assert.equal(readVersion(database), 0);
    },
  },
];

function VERSIONED(version: number): string {
  return `CREATE TABLE _meta (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL DEFAULT 0);
    INSERT INTO _meta VALUES (1, ${version})`;
}

function projectWithRows(mode: string): Project {
  const root = temporaryFolder();
  const database = join(root, 'data', 'database.db');
  const migrations = join(root, 'migrations');
  mkdirSync(migrations);
  createDatabase(database);
  execute(database, `PRAGMA journal_mode = ${mode}; CREATE TABLE t (id, x); ${ROWS}`);
  return { name: 'default', root, database, migrations, convention: 'fastmigrate', history: true };
}

describe('a command that is killed while it copies', function () {
  this.timeout(20 * 60_000);
  const random = randomFrom(SEED);

  for (const victim of VICTIMS)
    it(`${victim.name}: keeps the original and lists no half of a backup`, async () => {
      let killed = 0;
      let halves = 0;
      const clean = await durationOf(victim);
      const delays = Array.from({ length: rounds(5, 100) }, () => clean * (0.3 + random() * 0.7));
      // One by one: whatever else this process does would put off the kill.
      for (const delay of delays) {
        const project = projectWithRows(random() < 0.5 ? 'wal' : 'delete');
        const words = victim.arrange(project);
        const before = existsSync(project.database) ? dump(project.database) : undefined;
        const child = start(project.root, words);
        await sleep(delay);
        await kill(child);
        if (child.signalCode !== null) killed += 1;
        for (const { file } of listBackups(project))
          assert.deepEqual(column(file, 'PRAGMA integrity_check'), ['ok'], file);
        await victim.check(project, before);
        halves += await cleanedUp(project);
        rmSync(project.root, { recursive: true, force: true });
      }
      tell(`${victim.name}: ${killed} of ${delays.length} killed, ${halves} files left half-made`);
    });
});

/** How long a command takes that nobody kills. */
async function durationOf(victim: Victim): Promise<number> {
  const project = projectWithRows('delete');
  const words = victim.arrange(project);
  const started = performance.now();
  const { code, err } = await run(project.root, words);
  assert.equal(code, 0, err);
  return performance.now() - started;
}

/** The next command that takes a turn removes what was left; a copy that somebody may be writing only after a minute. */
async function cleanedUp(project: Project): Promise<number> {
  const folder = join(project.database, '..');
  const partials = namesIn(folder).filter((name) => name.endsWith('.partial'));
  const old = new Date(Date.now() - 120_000);
  for (const name of partials) utimesSync(join(folder, name), old, old);
  await runPending(project, {}, makeRuntime(project.root).runtime);
  const kept = namesIn(folder).filter((name) => !name.endsWith('.backup') && name !== 'other.db');
  assert.deepEqual(kept, ['database.db']);
  assert.deepEqual(
    namesIn(project.migrations).filter((name) => name.startsWith('.')),
    [],
  );
  return partials.length;
}
