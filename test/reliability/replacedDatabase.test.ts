import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { backupDatabase } from '../../src/core/backup/backup.ts';
import { restoreBackup } from '../../src/core/backup/restore.ts';
import { createDatabase } from '../../src/core/database/version.ts';
import { runPending } from '../../src/core/migration/run.ts';
import { column, dump, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { holder } from '../support/process.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';

/** A project whose database was removed while its program was ended in the middle of its work. */
async function orphaned(): Promise<Made> {
  const made = makeProject();
  const end = await holder(
    made.database,
    `PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
     CREATE TABLE t AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
       SELECT hex(randomblob(200)) AS x FROM n;`,
  );
  await end();
  return made;
}

function lostLogs(made: Made): readonly string[] {
  return namesIn(dirname(made.database)).filter((name) => name.endsWith('.orphaned-wal'));
}

describe('the log of a database that is gone', () => {
  it('is not played into a new one, and is kept', async () => {
    const made = await orphaned();
    rmSync(made.database);
    const log = readFileSync(`${made.database}-wal`);
    assert.deepEqual(createDatabase(made.database), { version: 0, created: true });
    assert.deepEqual(column(made.database, 'PRAGMA integrity_check'), ['ok']);
    assert.deepEqual(column(made.database, 'SELECT name FROM sqlite_schema'), ['_meta']);
    const [kept = ''] = lostLogs(made);
    assert.deepEqual(readFileSync(`${dirname(made.database)}/${kept}`), log);
  });

  it('is kept, and told of, when a backup is restored', async () => {
    const made = await orphaned();
    const { file } = await backupDatabase(made.project, made.runtime);
    const backedUp = dump(file);
    execute(made.database, 'PRAGMA wal_autocheckpoint = 0; DELETE FROM t');
    copyFileSync(file, `${made.database}-wal`);
    rmSync(made.database);
    await restoreBackup(made.project, file, made.runtime);
    assert.deepEqual(dump(made.database), backedUp);
    const [kept = ''] = lostLogs(made);
    const told = made.events.flatMap((event) => (event.type === 'warning' ? [event.text] : []));
    assert.ok(
      told.some((text) => kept !== '' && text.endsWith(kept)),
      told.join(),
    );
  });
});

describe('a database that another file replaces within a migration', () => {
  for (const mode of ['DELETE', 'WAL'])
    it(`fails the migration, which went into the old file (${mode})`, async () => {
      const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
      const other = `${made.database}.other`;
      execute(made.database, `PRAGMA journal_mode = ${mode}`);
      copyFileSync(made.database, other);
      let looks = 0;
      // The clock is asked before and after the script, both in its transaction.
      const now = (): Date => {
        looks += 1;
        if (looks === 2) renameSync(other, made.database);
        return new Date();
      };
      const report = await runPending(made.project, {}, { ...made.runtime, now });
      assert.ok(looks >= 2);
      assert.equal(report.error?.code, 'changed-elsewhere', report.error?.message);
      assert.match(report.error.message, /It is not known whether anything was changed/);
      assert.equal(report.error.changed, true);
      assert.deepEqual(
        report.migrations.map(({ result }) => result),
        ['failed'],
      );
      assert.equal((await made.run()).error, undefined);
      assert.equal(made.status().version, 1);
    });
});

describe('a database that is cut off within a migration', () => {
  for (const [mode, bytes] of [
    ['DELETE', 0],
    ['DELETE', 8192],
    ['WAL', 0],
  ] as const)
    for (const atomic of [false, true])
      it(`fails the migration (${mode}, to ${bytes} bytes${atomic ? ', all in one' : ''})`, async () => {
        const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
        execute(
          made.database,
          `PRAGMA journal_mode = ${mode}; CREATE TABLE t AS WITH RECURSIVE n (i) AS
           (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT hex(randomblob(200)) AS x FROM n;`,
        );
        let looks = 0;
        const now = (): Date => {
          looks += 1;
          if (looks === 2) truncateSync(made.database, bytes);
          return new Date();
        };
        const report = await runPending(made.project, { atomic }, { ...made.runtime, now });
        assert.ok(looks >= 2);
        assert.equal(report.error?.code, 'changed-elsewhere', report.error?.message);
        assert.match(
          report.error.message,
          /was cut off while the migration ran.* Restore a backup/,
        );
        assert.deepEqual([report.ok, report.to], [false, 0]);
      });

  it('is not one that a log was written into', async () => {
    const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
    execute(
      made.database,
      `CREATE TABLE t AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         SELECT hex(randomblob(200)) AS x FROM n;
       PRAGMA journal_mode = WAL;`,
    );
    const size = statSync(made.database).size;
    const end = await holder(made.database, 'PRAGMA wal_autocheckpoint = 0; DROP TABLE t; VACUUM');
    let looks = 0;
    const now = (): Date => {
      looks += 1;
      if (looks === 2) execute(made.database, 'PRAGMA wal_checkpoint');
      return new Date();
    };
    const report = await runPending(made.project, {}, { ...made.runtime, now });
    await end();
    assert.equal(report.error, undefined);
    assert.ok(looks >= 2 && statSync(made.database).size < size);
  });
});
