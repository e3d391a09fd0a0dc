import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { backupDatabase } from '../../../src/core/backup/backup.ts';
import { listBackups } from '../../../src/core/backup/list.ts';
import { verify } from '../../../src/core/database/copy.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import type { EngineEvent } from '../../../src/core/events.ts';
import { column, dump, execute } from '../../support/database.ts';
import { namesIn, pictureOf } from '../../support/files.ts';
import { holder, runModule } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';
import { runStock } from '../../support/stockSqlite.ts';

const TEN_PAST_FIVE = new Date(2026, 2, 1, 17, 10, 9);
const BIG = `CREATE TABLE big (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO big SELECT randomblob(2000) FROM n`;

describe('a backup', () => {
  it('is a verified copy beside the database, named by local time', async () => {
    const made = makeProject({ runtime: { now: () => TEN_PAST_FIVE } });
    execute(made.database, 'CREATE TABLE t (x); INSERT INTO t VALUES (1)');
    const { file } = await backupDatabase(made.project, made.runtime);
    assert.equal(file, `${made.database}.20260301_171009.backup`);
    assert.deepEqual(dump(file), dump(made.database));
    verify(file);
    assert.deepEqual(namesIn(join(made.folder, 'data')), ['app.db', basename(file)]);
    assert.deepEqual(made.events.at(-1), { type: 'backup-written', file });
  });

  it('is made of a sound file whose rows or full-text indexes do not fit the schema', async () => {
    const made = makeProject();
    const script = `CREATE TABLE t (a TEXT, b INT); INSERT INTO t VALUES (NULL, 'x');
CREATE VIRTUAL TABLE search USING fts4(a, content="t");
CREATE TABLE s (n INT) STRICT; INSERT INTO s VALUES (1);
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = 'CREATE TABLE t (a TEXT NOT NULL, b INT CHECK (b > 99))' WHERE name = 't';
UPDATE sqlite_master SET sql = 'CREATE TABLE s (n TEXT) STRICT' WHERE name = 's';`;
    assert.equal(runStock(made.database, script), undefined);
    const { file } = await backupDatabase(made.project, made.runtime);
    assert.deepEqual(dump(file), dump(made.database));
  });

  it('goes to the backups folder, which is made', async () => {
    const { folder } = makeProject();
    const made = makeProject({ project: { backups: join(folder, 'deep', 'er') } });
    const { file } = await backupDatabase(made.project, made.runtime);
    assert.deepEqual(readdirSync(join(folder, 'deep', 'er')), [basename(file)]);
  });

  it('holds what is still in the write-ahead log of a running program', async () => {
    const made = makeProject();
    const stop = await holder(
      made.database,
      'PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (7)',
    );
    const { file } = await backupDatabase(made.project, made.runtime);
    await stop();
    assert.deepEqual(column(file, 'SELECT x FROM t'), [7]);
    assert.equal(dump(file)['journal_mode'], 'wal');
  });

  it('holds what a killed program left in its log', async () => {
    const made = makeProject();
    await (
      await holder(
        made.database,
        'PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (7)',
      )
    )();
    const { file } = await backupDatabase(made.project, made.runtime);
    assert.deepEqual(column(file, 'SELECT x FROM t'), [7]);
  });

  for (const mode of [0o600, 0o640, 0o444])
    it(`has the mode of the database, ${mode.toString(8)}`, async () => {
      const made = makeProject();
      chmodSync(made.database, mode);
      const { file } = await backupDatabase(made.project, made.runtime);
      assert.equal(statSync(file).mode & 0o777, mode);
    });

  it('is never readable by others than the database while it is written', async () => {
    const made = makeProject();
    execute(made.database, BIG);
    chmodSync(made.database, 0o600);
    const modes = new Set<number>();
    const emit = (event: EngineEvent) => {
      if (event.type !== 'progress') return;
      for (const name of namesIn(join(made.folder, 'data')))
        modes.add(statSync(join(made.folder, 'data', name)).mode & 0o777);
    };
    await backupDatabase(made.project, { ...made.runtime, emit });
    assert.deepEqual([...modes], [0o600]);
  });

  it('waits for the next second where the name is taken', async () => {
    const made = makeProject();
    const files = [];
    for (let n = 0; n < 2; n += 1)
      files.push((await backupDatabase(made.project, made.runtime)).file);
    assert.equal(new Set(files).size, 2);
  });

  it('is another file than one that is made at the same time', async () => {
    const made = makeProject();
    execute(made.database, BIG);
    const oneMore = async (): Promise<string> =>
      (await backupDatabase(made.project, made.runtime)).file;
    const files = await Promise.all([oneMore(), oneMore(), oneMore()]);
    assert.deepEqual(namesIn(join(made.folder, 'data')), [
      'app.db',
      ...files.map((file) => basename(file)).toSorted(),
    ]);
    for (const file of files) assert.deepEqual(dump(file), dump(made.database));
  }).timeout(20_000);

  it('never overwrites, and fails where the clock stands still', async () => {
    const made = makeProject({ runtime: { now: () => TEN_PAST_FIVE } });
    await backupDatabase(made.project, made.runtime);
    const before = pictureOf(made.folder);
    await assert.rejects(backupDatabase(made.project, made.runtime), (error) =>
      MigrateError.is(error, 'backup-exists'),
    );
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('is not made of a missing or unusable file', async () => {
    const missing = makeProject({ database: 'none' });
    await assert.rejects(backupDatabase(missing.project, missing.runtime), (error) =>
      MigrateError.is(error, 'database-missing'),
    );
    writeFileSync(missing.database, 'nonsense '.repeat(1000));
    const before = pictureOf(missing.folder);
    await assert.rejects(backupDatabase(missing.project, missing.runtime), {
      failure: {
        code: 'backup-failed',
        database: missing.database,
        reason: 'file is not a database',
      },
      message: `cannot back up ${missing.database}: file is not a database. Nothing was changed. Remove the cause and try again`,
    });
    assert.deepEqual(pictureOf(missing.folder), before);
  });

  it('is not made of a database with a damaged page, which copies without an error', async () => {
    const made = makeProject();
    execute(made.database, BIG);
    const bytes = readFileSync(made.database);
    // Page 3 belongs to the big table; the header and the schema stay as they are.
    bytes.fill(0x5a, 2 * 4096, 3 * 4096);
    writeFileSync(made.database, bytes);
    const before = pictureOf(made.folder);
    await assert.rejects(backupDatabase(made.project, made.runtime), (error) =>
      MigrateError.is(error, 'backup-failed'),
    );
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const abort = new AbortController();
    const made = makeProject({ runtime: { signal: abort.signal, emit: () => abort.abort() } });
    execute(made.database, BIG);
    const before = pictureOf(made.folder);
    await assert.rejects(backupDatabase(made.project, made.runtime), (error) =>
      MigrateError.is(error, 'cancelled'),
    );
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('leaves nothing behind when there is no room for it', async () => {
    const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE t (x);' } });
    execute(made.database, BIG);
    const before = pictureOf(made.folder);
    const { code, out, err } = await runModule(
      `const { runPending } = await import(src('core/migration/run.ts'));
const { systemRuntime } = await import(src('library.ts'));
print(await runPending(args[0], { backup: true }, systemRuntime()));`,
      [made.project],
      ['sh', '-c', 'ulimit -f 4000; exec "$@"', 'sh'],
    );
    assert.equal(code, 0, err);
    const report: { ok: boolean; error: { code: string } } = JSON.parse(out);
    assert.deepEqual([report.ok, report.error.code], [false, 'backup-failed']);
    assert.deepEqual(pictureOf(made.folder), before);
  });
});

describe('the list of backups', () => {
  it('has both folders, newest first, with version and size, and null for a damaged one', async () => {
    const { folder } = makeProject();
    const made = makeProject({ project: { backups: join(folder, 'kept') } });
    mkdirSync(join(folder, 'kept'));
    let time = TEN_PAST_FIVE;
    const runtime = { ...made.runtime, now: () => time };
    const beside = { ...made.project };
    delete (beside as { backups?: string }).backups;
    const { file: first } = await backupDatabase(beside, runtime);
    execute(made.database, 'UPDATE _meta SET version = 4');
    time = new Date(2026, 2, 2, 8, 0, 0);
    const { file: second } = await backupDatabase(made.project, runtime);
    const damaged = join(folder, 'kept', 'app.db.20260302_080001.backup');
    writeFileSync(damaged, 'nonsense '.repeat(600));
    for (const name of [
      'app.db.2026.backup',
      'other.db.20260302_080001.backup',
      'app.db.20260302_080001.backup.partial',
    ])
      writeFileSync(join(folder, 'kept', name), '');
    mkdirSync(join(folder, 'kept', 'app.db.20260303_080001.backup'));
    const before = pictureOf(folder);
    assert.deepEqual(
      listBackups(made.project).map(({ file, version, createdAt }) => [file, version, createdAt]),
      [
        [damaged, null, new Date(2026, 2, 2, 8, 0, 1).toISOString()],
        [second, 4, new Date(2026, 2, 2, 8, 0, 0).toISOString()],
        [first, 0, TEN_PAST_FIVE.toISOString()],
      ],
    );
    assert.equal(listBackups(made.project)[1]?.bytes, statSync(second).size);
    assert.deepEqual(pictureOf(folder), before);
  });

  it('is empty where nothing is', () => {
    const made = makeProject({ database: 'none', project: { database: '/nowhere/at/all.db' } });
    assert.deepEqual(listBackups(made.project), []);
  });
});
