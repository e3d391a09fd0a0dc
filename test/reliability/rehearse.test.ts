import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rehearse } from '../../src/core/rehearse/rehearse.ts';
import { execute } from '../support/database.ts';
import { pictureOf } from '../support/files.ts';
import { holder, startModule, until, untilExists } from '../support/process.ts';
import { makeProject } from '../support/project.ts';
import { randomFrom, rounds, SEED, tell } from './support/scale.ts';

const ROUNDS = rounds(6, 100);

const REHEARSE = `
const { rehearse } = await import(src('core/rehearse/rehearse.ts'));
const { systemRuntime } = await import(src('systemRuntime.ts'));
process.stdout.write('started');
print(await rehearse(args[0], {}, systemRuntime()));
`;

const FILL = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
INSERT INTO t SELECT hex(randomblob(300)) FROM n;`;

/** Folders of rehearsals of a process. */
function foldersOf(pid: number | undefined): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`fastmigrate-rehearsal-${pid}-`));
}

/** A folder that a rehearsal of a process which is gone has left. No process has such a number. */
function leftFolder(): string {
  return mkdtempSync(join(tmpdir(), 'fastmigrate-rehearsal-99999999-'));
}

describe('a rehearsal that is killed', () => {
  it('leaves the database as it was and no copy, at whatever time', async function () {
    this.timeout(60_000 + ROUNDS * 5000);
    const random = randomFrom(SEED);
    const made = makeProject({
      scripts: {
        '0001-t.sql': 'CREATE TABLE t (x);',
        '0002-fill.sql': FILL,
        '0003-fill.py': `import sqlite3, sys, time\nc = sqlite3.connect(sys.argv[1])\nc.execute("DELETE FROM t")\nc.commit()\ntime.sleep(0.2)\n`,
        '0004-vacuum.sql': `${FILL} VACUUM;`,
      },
    });
    await made.run({ to: 1 });
    execute(made.database, FILL);
    const before = pictureOf(made.folder);
    let killed = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const child = startModule(REHEARSE, [made.project]);
      const exit = once(child, 'exit');
      await once(child.stdout ?? child, 'data');
      await Promise.race([sleep(random() * 700), exit]);
      child.kill('SIGKILL');
      const [, signal] = (await exit) as [number | null, string | null];
      if (signal === 'SIGKILL') killed += 1;
      await until(() => foldersOf(child.pid).length === 0, 'the copy to go');
      assert.deepEqual(pictureOf(made.folder), before, `seed ${SEED}, round ${round}`);
    }
    assert.ok(killed > 0);
    tell(`${killed} of ${ROUNDS} rehearsals killed, no copy left`);
  });

  it('leaves no folder where it was killed as soon as it had made it', async () => {
    const made = makeProject({ scripts: { '0001-t.sql': 'CREATE TABLE t (x);' } });
    const child = startModule(
      `const fs = (await import('node:fs')).default;
for (const name of ['mkdirSync', 'mkdtempSync']) {
  const real = fs[name];
  fs[name] = (path, ...rest) => {
    const folder = real(path, ...rest);
    if (path.includes('fastmigrate-rehearsal-')) process.kill(process.pid, 'SIGKILL');
    return folder;
  };
}
(await import('node:module')).syncBuiltinESMExports();
${REHEARSE}`,
      [made.project],
    );
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL');
    await until(() => foldersOf(child.pid).length === 0, 'the folder to go');
  });

  it('has its copy removed while a statement runs that nothing can interrupt', async () => {
    const made = makeProject({
      scripts: {
        '0001-long.sql': `CREATE TABLE t (x); INSERT INTO t WITH RECURSIVE c (n) AS
(SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 4000000000) SELECT count(*) FROM c;`,
      },
    });
    const child = startModule(REHEARSE, [made.project]);
    await until(
      () => foldersOf(child.pid).some((name) => existsSync(join(tmpdir(), name, 'app.db-journal'))),
      'the statement',
    );
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
    await until(() => foldersOf(child.pid).length === 0, 'the copy to go');
  });
});

describe('a rehearsal whose script outlives it', () => {
  it('has its copy removed when the script no longer writes there', async () => {
    const made = makeProject({
      scripts: {
        '0001-busy.py': `import os, sys, time
folder = os.path.dirname(sys.argv[1])
end = time.time() + 2
number = 0
while time.time() < end:
    number += 1
    try:
        open(os.path.join(folder, f"busy-{number}"), "w").close()
    except FileNotFoundError:
        break
`,
      },
    });
    const child = startModule(REHEARSE, [made.project]);
    await until(
      () => foldersOf(child.pid).some((name) => existsSync(join(tmpdir(), name, 'busy-9'))),
      'the script',
    );
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    await until(() => foldersOf(child.pid).length === 0, 'the copy to go');
  });
});

describe('what rehearsals left behind', () => {
  it('is removed by the next rehearsal, and by the next run', async () => {
    const made = makeProject({ scripts: { '0001-t.sql': 'CREATE TABLE t (x);' } });
    const [first, second] = [leftFolder(), leftFolder()];
    writeFileSync(join(first, '.fastmigrate-rehearsal-lock'), '');
    assert.equal((await rehearse(made.project, {}, made.runtime)).ok, true);
    // Whoever made the second one may be about to lock it.
    assert.deepEqual([existsSync(first), existsSync(second)], [false, true]);
    utimesSync(second, 1, 1);
    assert.equal((await made.run()).ok, true);
    assert.equal(existsSync(second), false);
  });

  it('stays where somebody has it locked, where it is a link, and in a living process', async () => {
    const made = makeProject({ scripts: { '0001-t.sql': 'CREATE TABLE t (x);' } });
    const locked = leftFolder();
    const end = await holder(
      join(locked, '.fastmigrate-rehearsal-lock'),
      'PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE',
    );
    const target = join(made.folder, 'target');
    mkdirSync(target);
    const link = join(tmpdir(), `fastmigrate-rehearsal-99999998-${made.folder.slice(-6)}`);
    symlinkSync(target, link);
    const living = mkdtempSync(join(tmpdir(), `fastmigrate-rehearsal-${process.pid}-`));
    utimesSync(living, 1, 1);
    utimesSync(target, 1, 1);
    await rehearse(made.project, {}, made.runtime);
    assert.deepEqual([locked, target, link, living].map(existsSync), [true, true, true, true]);
    await end();
    await rehearse(made.project, {}, made.runtime);
    assert.equal(existsSync(locked), false);
    for (const path of [living, link]) rmSync(path, { recursive: true });
  });
});

describe('a rehearsal', () => {
  it('works on a database and in a folder that cannot be written to', async () => {
    const made = makeProject({ scripts: { '0001-t.sql': 'CREATE TABLE t (x);' } });
    await made.run();
    made.add({ '0002-more.sql': 'INSERT INTO t VALUES (1);' });
    chmodSync(made.database, 0o444);
    chmodSync(join(made.folder, 'data'), 0o555);
    const before = pictureOf(made.folder);
    const report = await rehearse(made.project, {}, made.runtime);
    assert.deepEqual(pictureOf(made.folder), before);
    assert.deepEqual(report.migrations[0]?.tables, [{ table: 't', before: 0, after: 1 }]);
    chmodSync(join(made.folder, 'data'), 0o755);
  });

  it('says so where the copy finds no room', async () => {
    const made = makeProject({ scripts: { '0001-t.sql': 'CREATE TABLE t (x);' } });
    execute(made.database, `CREATE TABLE t (x); ${FILL}`);
    // A file may have 100 kilobytes; the signal for more is ignored, as it is on a full disk.
    const child = startModule(
      REHEARSE,
      [made.project],
      ['sh', '-c', `trap '' XFSZ; ulimit -f 200; exec "$@"`, 'sh'],
    );
    let out = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    await once(child, 'close');
    const report = JSON.parse(out.replace('started', '')) as { error?: { code: string } };
    assert.ok(['disk-full', 'io'].includes(report.error?.code ?? ''), out);
    assert.deepEqual(foldersOf(child.pid), []);
  });

  it('sees a consistent state while another program writes', async () => {
    const made = makeProject({ scripts: { '0001-t.sql': 'SELECT 1;' } });
    for (const mode of ['DELETE', 'WAL']) {
      execute(
        made.database,
        `PRAGMA journal_mode = ${mode}; DROP TABLE IF EXISTS a; DROP TABLE IF EXISTS b; CREATE TABLE a (x); CREATE TABLE b (x);`,
      );
      const ready = join(made.folder, `ready ${mode}`);
      // Each commit writes one row into both; the script fails on a copy with more in one of them.
      const writer = startModule(
        `const { DatabaseSync } = await import('node:sqlite');
const { writeFileSync } = await import('node:fs');
const database = new DatabaseSync(args[0], { timeout: 5000 });
for (let i = 0; ; i += 1) {
  database.exec('BEGIN IMMEDIATE; INSERT INTO a SELECT hex(randomblob(2000)); INSERT INTO b SELECT hex(randomblob(2000)); COMMIT');
  if (i === 20) writeFileSync(args[1], '');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}`,
        [made.database, ready],
      );
      await untilExists(ready);
      made.add({
        '0001-t.sql': `CREATE TABLE c (x CHECK (x)); INSERT INTO c SELECT (SELECT count(*) FROM a) = (SELECT count(*) FROM b);`,
      });
      for (let round = 0; round < rounds(4, 40); round += 1) {
        const report = await rehearse(made.project, {}, made.runtime);
        assert.equal(report.error, undefined, `${mode}, round ${round}`);
        assert.equal(report.integrity, 'ok');
      }
      const exit = once(writer, 'exit');
      writer.kill('SIGKILL');
      await exit;
    }
  });
});
