import assert from 'node:assert/strict';
import {
  mkdirSync,
  readFileSync,
  rmSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { backupDatabase } from '../../../src/core/backup/backup.ts';
import { saveReference } from '../../../src/core/backup/reference.ts';
import { restoreBackup } from '../../../src/core/backup/restore.ts';
import { readStatus } from '../../../src/core/migration/status.ts';
import { StatusMemory } from '../../../src/core/migration/statusMemory.ts';
import { execute } from '../../support/database.ts';
import { python } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';
import { makeShop, shopStatuses } from '../../support/shop.ts';
import {
  APPLIED,
  EDITED,
  PUT_BACK,
  RECORDED,
  SCRIPTS,
  TICK,
  Watcher,
  changeWal,
  keepingTimes,
  statusesOf,
  watched,
} from './watching.ts';

describe('what a status remembers', () => {
  it('is what it said of scripts that have not changed', async () => {
    const { made, watcher } = await watched();
    const before = watcher.look(made.project);
    made.add({ '0002-b.sql': 'CREATE TABLE d (x);\n' });
    const after = watcher.lookTwice(made.project);
    assert.deepEqual(statusesOf(after), EDITED);
    assert.equal(after.migrations[0], before.migrations[0]);
    assert.equal(after.migrations[2], before.migrations[2]);
  });

  it('gives way to a restored backup', async () => {
    const { made, watcher } = await watched();
    const { file } = await backupDatabase(made.project, made.runtime);
    made.add({ '0004-d.sql': '' });
    assert.equal((await made.run()).ok, true);
    await sleep(TICK);
    assert.equal(watcher.lookTwice(made.project).version, 4);
    await sleep(TICK);
    await restoreBackup(made.project, file, made.runtime);
    assert.deepEqual(statusesOf(watcher.lookTwice(made.project)), [
      ...APPLIED,
      '0004-d.sql pending',
    ]);
  });

  it('gives way to a file that stands where a folder stood', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    const folder = join(made.project.migrations, '0004-d.sql');
    mkdirSync(folder);
    const { watcher } = await watched(made);
    rmdirSync(folder);
    writeFileSync(folder, '');
    assert.deepEqual(statusesOf(watcher.lookTwice(made.project)), [
      ...APPLIED,
      '0004-d.sql pending',
    ]);
  });

  it('gives way to a link that leads to another script', async () => {
    const made = makeProject({ scripts: { '0001-a.sql': SCRIPTS['0001-a.sql'] } });
    const [link, one, other] = ['0002-b.sql', 'one', 'other'].map((name) =>
      join(made.project.migrations, name),
    ) as [string, string, string];
    writeFileSync(one, SCRIPTS['0002-b.sql']);
    writeFileSync(other, 'CREATE TABLE d (x);\n');
    symlinkSync(one, link);
    const { watcher } = await watched(made);
    assert.equal(watcher.lookTwice(made.project).migrations[1]?.status, 'applied');
    rmSync(link);
    symlinkSync(other, link);
    assert.equal(watcher.lookTwice(made.project).migrations[1]?.status, 'diverged');
  });

  it('gives way to what is written into the log of a database behind a link', async () => {
    const { made, watcher } = await watched();
    const link = join(made.folder, 'link.db');
    symlinkSync(made.database, link);
    const project = { ...made.project, database: link };
    changeWal(made.database, RECORDED);
    await sleep(TICK);
    assert.deepEqual(statusesOf(watcher.lookTwice(project)), EDITED);
    await sleep(TICK);
    changeWal(made.database, PUT_BACK);
    assert.deepEqual(statusesOf(watcher.lookTwice(project)), APPLIED);
  });

  it('does not hide that another program keeps readers out', async () => {
    const { made, watcher } = await watched();
    const { default: Database } = await import('better-sqlite3');
    const other = new Database(made.database);
    other.exec('BEGIN EXCLUSIVE');
    assert.deepEqual(
      watcher.look(made.project).errors.map(({ code }) => code),
      ['busy'],
    );
    other.exec('ROLLBACK');
    other.close();
    assert.deepEqual(statusesOf(watcher.lookTwice(made.project)), APPLIED);
  });

  it('does not hide a journal that has to be played back', async () => {
    const { made, watcher } = await watched();
    // A journal of the transaction that follows, which was cut off after the database was written.
    const before = readFileSync(made.database);
    python(
      `import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 1")
c.execute("BEGIN IMMEDIATE")
c.execute(sys.argv[2])
c.execute("CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i, hex(zeroblob(100)) AS x FROM n")
os._exit(0)`,
      made.database,
      RECORDED,
    );
    assert.notDeepEqual(readFileSync(made.database), before);
    for (let turn = 0; turn < 2; turn += 1)
      assert.deepEqual(statusesOf(watcher.lookTwice(made.project)), APPLIED);
    // Without its journal, what was written counts.
    rmSync(`${made.database}-journal`);
    const broken = readStatus(made.project, { openDatabase: true, busyTimeout: 0 });
    assert.deepEqual(watcher.look(made.project), broken);
  });

  it('is of one project with one set of settings', async () => {
    const { made, watcher } = await watched();
    const other = makeProject({ scripts: { ...SCRIPTS, '0002-b.sql': 'CREATE TABLE d (x);\n' } });
    const crossed = { ...made.project, migrations: other.project.migrations };
    assert.deepEqual(statusesOf(watcher.lookTwice(crossed)), EDITED);
    assert.deepEqual(statusesOf(watcher.lookTwice(made.project)), APPLIED);
    const elsewhere = { ...made.project, database: other.database };
    assert.equal(watcher.lookTwice(elsewhere).state, 'PENDING');
    const listed = readStatus(made.project, { openDatabase: false });
    assert.equal(listed.version, null);
    assert.deepEqual(statusesOf(watcher.lookTwice(made.project)), APPLIED);
  });

  it('gives way to another reference, and to changed scripts that have no numbers', async () => {
    const made = makeShop();
    assert.equal((await made.run()).ok, true);
    const watcher = new Watcher();
    await sleep(TICK);
    watcher.look(made.project);
    await sleep(TICK);
    await saveReference(made.project, made.runtime);
    assert.equal(watcher.lookTwice(made.project).migrations[0]?.reference, 'recorded');
    await sleep(TICK);
    const file = `${made.database}.ref`;
    keepingTimes(file, () =>
      execute(file, `UPDATE _migrations SET script = upper(script) WHERE id = 1`),
    );
    assert.equal(watcher.lookTwice(made.project).migrations[0]?.reference, 'conflicted');
    const folder = join(made.project.migrations, 'views_indexes_triggers');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'extra.sql'), 'CREATE VIEW extra AS SELECT 1;\n');
    assert.equal(watcher.lookTwice(made.project).migrations.at(-1)?.status, 'pending');
    await sleep(TICK);
    writeFileSync(join(folder, 'further.sql'), 'CREATE VIEW further AS SELECT 1;\n');
    assert.match(shopStatuses(made).join(' '), /extra.*further/);
    assert.match(statusesOf(watcher.lookTwice(made.project)).join(' '), /extra.*further/);
  });

  it('gives way to a version where nothing was ever recorded', async () => {
    const made = makeProject({ scripts: SCRIPTS });
    const watcher = new Watcher();
    await sleep(TICK);
    assert.equal(watcher.lookTwice(made.project).state, 'PENDING');
    execute(made.database, 'UPDATE _meta SET version = 3');
    assert.equal(watcher.lookTwice(made.project).state, 'CURRENT');
  });

  it('holds no script that changed just before it was read', async () => {
    const { made, path } = await watched();
    made.add({ '0002-b.sql': 'CREATE TABLE d (x);\n' });
    // The database was left alone for long enough, and the script was not.
    const now = (statSync(made.database).ctimeMs + statSync(path('0002-b.sql')).ctimeMs) / 2 + 3000;
    const memory = new StatusMemory(() => now);
    const [first, second] = [0, 1].map(() =>
      readStatus(made.project, { openDatabase: true, memory }),
    );
    assert.deepEqual(first, second);
    // The next edit may come within the tick of the last one and leave the same times.
    assert.notEqual(first?.migrations[1], second?.migrations[1]);
  });
});
