import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createDatabase } from '../../src/core/database/version.ts';
import { column, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { until } from '../support/process.ts';
import { temporaryFolder } from '../support/project.ts';
import { killWithScript, run, start } from './support/cli.ts';

const isRoot = process.getuid?.() === 0;
const SOMEBODY = 65_534;

function project(
  mode: number,
  scripts: Readonly<Record<string, string>> = {},
): { root: string; database: string } {
  const root = temporaryFolder();
  chmodSync(root, 0o755);
  mkdirSync(join(root, 'migrations'));
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(join(root, 'migrations', name), text);
  const database = join(root, 'data', 'database.db');
  createDatabase(database);
  execute(database, 'CREATE TABLE t (x); INSERT INTO t VALUES (1)');
  chmodSync(database, mode);
  return { root, database };
}

function access(path: string): readonly number[] {
  const { mode, uid, gid } = statSync(path);
  return [mode & 0o7777, uid, gid];
}

describe('modes and owners', function () {
  this.timeout(40_000);

  it('are kept by a restore, and given to backups and snapshots', async () => {
    for (const mode of [0o600, 0o640, 0o664]) {
      const { root, database } = project(mode, {
        '0001-look.sh':
          'ls -ln "$(dirname "$1")" | grep snapshot > "$(dirname "$0")/../seen"\nexit 1',
      });
      if (isRoot) chownSync(database, SOMEBODY, SOMEBODY);
      const before = access(database);
      const { json } = await run(root, ['backup']);
      assert.deepEqual(access(String(json['file'])), before);
      assert.equal((await run(root, ['run'])).code, 1);
      assert.deepEqual(access(database), before, 'after a snapshot was put back');
      const restored = await run(root, ['restore', String(json['file'])]);
      assert.deepEqual(access(database), before, 'after a restore');
      assert.deepEqual(access(String(restored.json['safetyBackup'])), before);
      const seen = column(database, 'SELECT x FROM t');
      assert.deepEqual(seen, [1]);
    }
  });

  it('of copies are never wider than those of the database while they are written', async () => {
    const { root, database } = project(0o600);
    execute(
      database,
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT hex(randomblob(500)) FROM n`,
    );
    const child = start(root, ['backup']);
    const seen = new Set<number>();
    while (child.exitCode === null && child.signalCode === null) {
      for (const name of namesIn(join(root, 'data')))
        if (name.includes('.backup'))
          seen.add(
            (statSync(join(root, 'data', name), { throwIfNoEntry: false })?.mode ?? 0) & 0o777,
          );
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    seen.delete(0);
    assert.deepEqual([...seen], [0o600]);
  });

  it('let somebody else run after a runner that died', async function () {
    if (!isRoot) return;
    const { root, database } = project(0o666, { '0001-slow.sh': 'sleep 20' });
    chmodSync(join(root, 'data'), 0o777);
    const runner = start(root, ['run']);
    await until(
      () => namesIn(join(root, 'data')).includes('database.db.fastmigrate-run.json'),
      'it',
    );
    await killWithScript(runner, database);
    // The lock file is still the superuser's, and the others still keep each other out.
    writeFileSync(join(root, 'migrations', '0001-slow.sh'), 'sleep 0.3');
    const answers = await Promise.all(
      [1, 2, 3].map(() => run(root, ['run'], { uid: SOMEBODY, gid: SOMEBODY })),
    );
    for (const { code, err, json } of answers) assert.equal(code, 0, err + JSON.stringify(json));
    assert.equal(answers.flatMap(({ json }) => json['migrations']).length, 1);
    assert.deepEqual(column(database, 'SELECT version FROM _meta'), [1]);
  });
});

describe('a database with several names', function () {
  this.timeout(40_000);

  it('stays one file when it is migrated and restored through a link', async () => {
    const { root, database } = project(0o640, {
      '0001-a.sql': 'CREATE TABLE a (x);',
      '0002-b.sh': 'exit 1',
    });
    const soft = join(root, 'soft.db');
    const hard = join(root, 'hard.db');
    symlinkSync(join('data', 'database.db'), soft);
    linkSync(database, hard);
    const before = statSync(database);
    const { json } = await run(root, ['backup', '--db', soft]);
    assert.equal((await run(root, ['run', '--db', soft])).code, 1);
    assert.equal((await run(root, ['restore', String(json['file']), '--db', soft])).code, 0);
    const after = statSync(database);
    assert.deepEqual([after.ino, after.nlink, after.mode], [before.ino, 2, before.mode]);
    for (const name of [soft, hard, database])
      assert.deepEqual(column(name, 'SELECT version FROM _meta'), [0]);
  });

  it('is locked under its one real name, whichever link is used', async () => {
    const { root } = project(0o640, { '0001-slow.sh': 'sleep 1' });
    const soft = join(root, 'soft.db');
    symlinkSync(join('data', 'database.db'), soft);
    const answers = await Promise.all([run(root, ['run']), run(root, ['run', '--db', soft])]);
    assert.deepEqual(
      answers.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(answers.flatMap(({ json }) => json['migrations']).length, 1);
  });
});
