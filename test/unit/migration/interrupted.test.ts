import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listBackups } from '../../../src/core/backup/list.ts';
import { restoreBackup } from '../../../src/core/backup/restore.ts';
import { recover } from '../../../src/core/migration/recover.ts';
import { readStatus } from '../../../src/core/migration/status.ts';
import { column, dump, execute, rows } from '../../support/database.ts';
import { namesIn, pictureOf } from '../../support/files.ts';
import { RUN_PENDING, startModule, until, untilExists } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

const SCRIPTS = {
  '0001-a.sql': 'CREATE TABLE t (x); INSERT INTO t VALUES (1);',
  '0003-c.sql': 'INSERT INTO t VALUES (3);',
};

/** A project whose run is killed in the middle of 0002-b.py, after that script has done some of its work. */
async function killed(work: string): Promise<{ made: Made; before: unknown }> {
  const made = makeProject({ scripts: SCRIPTS });
  await made.run({ to: 1 });
  const before = dump(made.database);
  const script = `import os, sqlite3, sys, time\ndb = sys.argv[1]\nhere = os.path.dirname(sys.argv[0])\nif os.path.exists(here + '/again'):\n    sys.exit(0)\n${work}\nopen(here + '/pid', 'w').write(str(os.getpid()))\nos.rename(here + '/pid', here + '/ready')\ntime.sleep(60)\n`;
  made.add({ '0002-b.py': script });
  const ready = join(made.project.migrations, 'ready');
  const runner = startModule(RUN_PENDING, [made.project]);
  await untilExists(ready);
  // The script may hold the database exclusively.
  const now = readStatus(made.project, { openDatabase: true, busyTimeout: 0 });
  assert.equal(now.interrupted, undefined);
  const exit = once(runner, 'exit');
  runner.kill('SIGKILL');
  await exit;
  const script_ = Number(readFileSync(ready, 'utf8'));
  process.kill(script_, 'SIGKILL');
  await until(() => !isAlive(script_), 'the end of the script');
  writeFileSync(join(made.project.migrations, 'again'), '');
  return { made, before };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

const DELETES = `c = sqlite3.connect(db)\nc.execute('DELETE FROM t')\nc.commit()`;

describe('a run that was killed in the middle of a script', () => {
  it('is told by the status, which changes nothing', async () => {
    const { made } = await killed(DELETES);
    const picture = pictureOf(made.folder);
    const { state, interrupted } = made.status();
    assert.equal(state, 'PENDING');
    assert.deepEqual([interrupted?.version, interrupted?.file], [2, '0002-b.py']);
    assert.deepEqual(pictureOf(made.folder), picture);
  });

  it('is brought back to a version boundary by the next run, with nothing lost', async () => {
    const { made } = await killed(DELETES);
    const report = await made.run();
    assert.equal(report.error, undefined);
    assert.deepEqual(
      report.migrations.map((m) => m.version),
      [2, 3],
    );
    assert.deepEqual(column(made.database, 'SELECT x FROM t'), [1, 3]);
    const kept = namesIn(join(made.folder, 'data')).find((name) => name.endsWith('.cut-off'));
    assert.deepEqual(rows(join(made.folder, 'data', kept ?? ''), 'SELECT * FROM t'), []);
    assert.deepEqual(listBackups(made.project), []);
    assert.match(
      made.events.flatMap((event) => (event.type === 'recovered' ? [event.text] : [])).join(),
      /0002-b\.py was cut off; .* is in .*\.cut-off/,
    );
    assert.equal(namesIn(join(made.folder, 'data')).length, 2);
    assert.equal(made.status().state, 'CURRENT');
  });

  it('is brought back by itself, once', async () => {
    const { made, before } = await killed(DELETES);
    assert.deepEqual(await recover(made.project, made.runtime), { recovered: true });
    assert.deepEqual(dump(made.database), before);
    assert.deepEqual(await recover(made.project, made.runtime), { recovered: false });
  });

  it('is brought back where the script was in a transaction, or in write-ahead mode', async () => {
    for (const work of [
      `c = sqlite3.connect(db)\nc.execute('PRAGMA cache_size = 1')\nc.execute('DELETE FROM t')\nc.execute("INSERT INTO t SELECT hex(randomblob(90000))")`,
      `c = sqlite3.connect(db)\nc.execute('PRAGMA journal_mode = WAL')\nc.execute('DELETE FROM t')\nc.commit()`,
    ]) {
      const { made, before } = await killed(work);
      await recover(made.project, made.runtime);
      assert.deepEqual(dump(made.database), before);
    }
  });

  it('is brought back where the script removed or broke the file', async () => {
    for (const work of [`os.remove(db)`, `open(db, 'wb').write(b'nonsense' * 999)`]) {
      const { made, before } = await killed(work);
      assert.equal(made.status().interrupted?.version, 2);
      const report = await made.run({ to: 1 });
      assert.equal(report.error, undefined);
      assert.deepEqual(dump(made.database), before);
      assert.equal(made.status().interrupted, undefined);
    }
  });

  it('keeps its snapshot as a backup when another backup is restored', async () => {
    const { made, before } = await killed(DELETES);
    const other = makeProject();
    execute(other.database, 'UPDATE _meta SET version = 3');
    await restoreBackup(made.project, other.database, made.runtime);
    assert.equal(made.status().interrupted, undefined);
    const kept = listBackups(made.project).map(({ file }) => dump(file));
    assert.equal(
      kept.some((content) => JSON.stringify(content) === JSON.stringify(before)),
      true,
    );
    assert.equal(made.status().version, 3);
  });

  it('is left alone where the script had ended and only the cleaning up was cut off', async () => {
    const { made } = await killed(DELETES);
    const record = `${made.database}.fastmigrate-run.json`;
    writeFileSync(
      record,
      JSON.stringify({ ...JSON.parse(readFileSync(record, 'utf8')), ended: true }),
    );
    execute(made.database, 'UPDATE _meta SET version = 2; INSERT INTO t VALUES (2)');
    assert.deepEqual(await recover(made.project, made.runtime), { recovered: false });
    assert.deepEqual(column(made.database, 'SELECT x FROM t'), [2]);
    assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db']);
  });

  it('is brought back where the script itself had written the version', async () => {
    const { made, before } = await killed(
      `${DELETES}\nc.execute('UPDATE _meta SET version = 2')\nc.commit()`,
    );
    assert.deepEqual(await recover(made.project, made.runtime), { recovered: true });
    assert.deepEqual(dump(made.database), before);
  });

  it('is forgotten where its record cannot be read, or its snapshot is gone', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    writeFileSync(`${made.database}.fastmigrate-run.json`, '{"version":');
    assert.equal(made.status().interrupted, undefined);
    assert.equal((await made.run()).ok, true);
    rmSync(`${made.database}.fastmigrate-run.json`);
    const again = await killed(DELETES);
    rmSync(`${again.made.database}.fastmigrate-snapshot`);
    assert.deepEqual(await recover(again.made.project, again.made.runtime), { recovered: false });
  });
});

describe('a run that is killed at any moment', () => {
  it('leaves a version boundary behind', async () => {
    for (const delay of [0, 15, 40, 80]) {
      const scripts: Record<string, string> = { '0001-a.sql': 'CREATE TABLE t (x);' };
      for (let n = 2; n <= 30; n += 1)
        scripts[`${String(n).padStart(4, '0')}-x.sql`] =
          n % 5 === 0 ? `INSERT INTO t VALUES (${n}); VACUUM;` : `INSERT INTO t VALUES (${n});`;
      const made = makeProject({ scripts });
      const runner = startModule(RUN_PENDING, [made.project]);
      const exit = once(runner, 'exit');
      await until(
        () => runner.exitCode !== null || made.status().version !== 0,
        'the first migration',
      );
      await new Promise((resolve) => setTimeout(resolve, delay));
      runner.kill('SIGKILL');
      await exit;
      await recover(made.project, made.runtime);
      const version = Number(made.status().version);
      assert.deepEqual(column(made.database, 'SELECT count(*) FROM t'), [version - 1]);
      assert.equal((await made.run()).error, undefined);
      assert.deepEqual(column(made.database, 'SELECT count(*) FROM t'), [29]);
    }
  });
});
