import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { backupDatabase } from '../../../src/core/backup/backup.ts';
import { restoreBackup } from '../../../src/core/backup/restore.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import { column, dump, execute, rows } from '../../support/database.ts';
import { namesIn, pictureOf } from '../../support/files.ts';
import { holder, runModule } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

/** A project with a backup at version 0, gone on to version 5. */
async function grown(more = ''): Promise<{ made: Made; backup: string; old: unknown }> {
  const made = makeProject();
  execute(made.database, `CREATE TABLE t (x); INSERT INTO t VALUES (1); ${more}`);
  const { file } = await backupDatabase(made.project, made.runtime);
  const old = dump(made.database);
  execute(made.database, 'UPDATE _meta SET version = 5; DELETE FROM t; CREATE TABLE u (x)');
  return { made, backup: file, old };
}

const BIG = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO t SELECT randomblob(2000) FROM n`;

const META = `CREATE TABLE _meta (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL DEFAULT 0);
  INSERT INTO _meta VALUES (1, 3)`;

describe('restoring a backup', () => {
  it('puts it back after a safety backup of what is there', async () => {
    const { made, backup, old } = await grown();
    const now = dump(made.database);
    const report = await restoreBackup(made.project, backup, made.runtime);
    assert.deepEqual([report.restored, report.version], [backup, 0]);
    assert.deepEqual(dump(made.database), old);
    assert.deepEqual(dump(report.safetyBackup ?? ''), now);
    assert.equal(namesIn(join(made.folder, 'data')).length, 3);
  });

  it('keeps inode, mode and links of the database', async () => {
    const { made, backup } = await grown();
    chmodSync(made.database, 0o640);
    linkSync(made.database, join(made.folder, 'hard.db'));
    const link = join(made.folder, 'soft.db');
    symlinkSync(made.database, link);
    const before = statSync(made.database);
    await restoreBackup({ ...made.project, database: link }, backup, made.runtime);
    const after = statSync(made.database);
    assert.deepEqual([after.ino, after.mode, after.nlink], [before.ino, before.mode, 2]);
    assert.deepEqual(column(link, 'SELECT x FROM t'), [1]);
  });

  it('works from and to write-ahead mode', async () => {
    const { made, backup, old } = await grown('; PRAGMA journal_mode = WAL');
    execute(made.database, 'PRAGMA journal_mode = DELETE');
    await restoreBackup(made.project, backup, made.runtime);
    assert.deepEqual(dump(made.database), old);
    const other = await grown();
    execute(other.made.database, 'PRAGMA journal_mode = WAL');
    await restoreBackup(other.made.project, other.backup, other.made.runtime);
    assert.deepEqual(dump(other.made.database), other.old);
  });

  it('takes what a database in use still has in its log', async () => {
    const { made } = await grown();
    const other = join(made.folder, 'other.db');
    const stop = await holder(
      other,
      `PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; ${META}; CREATE TABLE t (x); INSERT INTO t VALUES (8)`,
    );
    assert.ok(statSync(`${other}-wal`).size > 0);
    const report = await restoreBackup(made.project, other, made.runtime);
    assert.equal(report.version, 3);
    assert.ok(statSync(`${other}-wal`).size > 0);
    await stop();
    assert.deepEqual(dump(made.database), dump(other));
    assert.equal(namesIn(join(made.folder, 'data')).length, 3);
  });

  it('works with another page size', async () => {
    const { made, backup, old } = await grown();
    execute(made.database, 'PRAGMA page_size = 512; VACUUM');
    await restoreBackup(made.project, backup, made.runtime);
    assert.deepEqual(dump(made.database), old);
  });

  it('makes a missing database, and lets no old log into it', async () => {
    const { made, backup, old } = await grown();
    const stop = await holder(made.database, 'PRAGMA journal_mode = WAL; INSERT INTO t VALUES (9)');
    await stop();
    rmSync(made.database);
    const report = await restoreBackup(made.project, backup, made.runtime);
    assert.equal(report.safetyBackup, undefined);
    assert.deepEqual(dump(made.database), old);
  });

  it('replaces a damaged file, which is kept', async () => {
    for (const damage of [
      (path: string) => writeFileSync(path, 'nonsense '.repeat(500)),
      (path: string) => truncateSync(path, 5000),
    ]) {
      const { made, backup, old } = await grown();
      damage(made.database);
      const bytes = readFileSync(made.database);
      const { safetyBackup = '' } = await restoreBackup(made.project, backup, made.runtime);
      assert.match(safetyBackup, /\.damaged$/);
      assert.deepEqual(readFileSync(safetyBackup), bytes);
      assert.deepEqual(dump(made.database), old);
    }
  });

  it('is refused for a file that is missing, damaged, no database, or the database itself', async () => {
    const { made, backup } = await grown();
    const cut = join(made.folder, 'cut.backup');
    copyFileSync(backup, cut);
    truncateSync(cut, 9000);
    const text = join(made.folder, 'text.backup');
    writeFileSync(text, 'nonsense '.repeat(500));
    const before = pictureOf(made.folder);
    for (const file of [cut, text, join(made.folder, 'none.backup'), made.folder, made.database])
      await assert.rejects(restoreBackup(made.project, file, made.runtime), (error) =>
        MigrateError.is(error, 'not-a-backup'),
      );
    assert.deepEqual(pictureOf(made.folder), before);
  });

  it('changes nothing when it is cancelled', async () => {
    const { made, backup } = await grown(BIG);
    const before = dump(made.database);
    const abort = new AbortController();
    const emit: typeof made.runtime.emit = (event) => {
      if (event.type === 'progress' && event.what === 'restore') abort.abort();
    };
    await assert.rejects(
      restoreBackup(made.project, backup, { ...made.runtime, emit, signal: abort.signal }),
      (error) => MigrateError.is(error, 'cancelled'),
    );
    assert.deepEqual(dump(made.database), before);
  });

  it('changes nothing while another program is writing', async function () {
    this.timeout(40_000);
    const { made, backup } = await grown();
    const before = dump(made.database);
    const stop = await holder(made.database, 'BEGIN IMMEDIATE; UPDATE _meta SET version = 8');
    await assert.rejects(restoreBackup(made.project, backup, made.runtime), (error) =>
      MigrateError.is(error, 'busy'),
    );
    await stop();
    assert.deepEqual(dump(made.database), before);
  });

  it('changes nothing when there is no room', async () => {
    const { made, backup } = await grown(BIG);
    execute(made.database, 'DELETE FROM t; VACUUM');
    const before = dump(made.database);
    const { code, err } = await runModule(
      `const { restoreBackup } = await import(src('core/backup/restore.ts'));
const { systemRuntime } = await import(src('library.ts'));
await restoreBackup(args[0], args[1], systemRuntime()).then(() => process.exit(3), (error) => print(error.failure.code));`,
      [made.project, backup],
      ['sh', '-c', 'ulimit -f 4000; exec "$@"', 'sh'],
    );
    assert.equal(code, 0, err);
    assert.deepEqual(dump(made.database), before);
    assert.deepEqual(rows(made.database, 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  });
});
