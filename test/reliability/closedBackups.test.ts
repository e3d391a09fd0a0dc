import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { getuid } from 'node:process';
import { backupDatabase } from '../../src/core/backup/backup.ts';
import { MigrateError } from '../../src/core/errors.ts';
import { column, dump, execute } from '../support/database.ts';
import { namesIn, pictureOf } from '../support/files.ts';
import { answerOf, holder } from '../support/process.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';
import { asOrdinaryUser } from './support/ordinary.ts';

const RESTORE = `
const { restoreBackup } = await import(src('core/backup/restore.ts'));
const { systemRuntime } = await import(src('library.ts'));
try { print(await restoreBackup(args[0], args[1], systemRuntime())); } catch (error) { print(error.message); }
`;

const ROWS = `CREATE TABLE t (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
  INSERT INTO t SELECT hex(randomblob(100)) FROM n`;

/** A backup with what a kill left beside it, in a folder that nobody but the superuser can write to. */
async function closedBackup(made: Made, sql: string): Promise<string> {
  const open = join(made.folder, 'open.db');
  const stop = await holder(open, `${ROWS}; ${sql}`);
  const folder = join(made.folder, 'closed');
  mkdirSync(folder);
  const backup = join(folder, 'old.db');
  for (const suffix of ['', '-wal', '-journal'])
    if (statSync(open + suffix, { throwIfNoEntry: false }) !== undefined)
      copyFileSync(open + suffix, backup + suffix);
  await stop();
  if (getuid?.() === 0)
    assert.equal(spawnSync('chown', ['-R', '65534:65534', made.folder]).status, 0);
  chmodSync(folder, 0o555);
  return backup;
}

describe('a backup in a folder that is closed to us', () => {
  for (const [what, sql] of [
    ['in write-ahead mode', 'PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)'],
    ['with a log', 'PRAGMA journal_mode = WAL; INSERT INTO t VALUES (7)'],
    [
      'with a journal',
      "PRAGMA cache_size = 2; PRAGMA cache_spill = 2; BEGIN; UPDATE t SET x = 'lost'",
    ],
  ] as const)
    for (const there of [true, false])
      it(`is restored and left as it is: ${what}, ${there ? 'into a database' : 'where there is none'}`, async () => {
        const made = makeProject();
        const backup = await closedBackup(made, sql);
        const before = pictureOf(dirname(backup));
        if (!there) rmSync(made.database);
        const report = (await answerOf(RESTORE, [made.project, backup], asOrdinaryUser())) as {
          readonly restored?: string;
          readonly safetyBackup?: string;
        };
        assert.equal(report.restored, backup, JSON.stringify(report));
        assert.deepEqual(pictureOf(dirname(backup)), before);
        const saved = report.safetyBackup === undefined ? [] : [basename(report.safetyBackup)];
        assert.deepEqual(namesIn(dirname(made.database)), ['app.db', ...saved]);
        const count = what === 'with a log' ? 901 : 900;
        assert.deepEqual(column(made.database, 'SELECT count(*) FROM t'), [count]);
        assert.deepEqual(column(made.database, "SELECT count(*) FROM t WHERE x = 'lost'"), [0]);
      }).timeout(20_000);
});

describe('a folder for backups', () => {
  it('that cannot be made or written to is named', async () => {
    const made = makeProject();
    execute(made.database, ROWS);
    const before = dump(made.database);
    const file = join(made.folder, 'file');
    writeFileSync(file, '');
    for (const backups of [file, join(file, 'deeper')])
      await assert.rejects(
        backupDatabase({ ...made.project, backups }, made.runtime),
        (error) => MigrateError.is(error, 'backup-failed') && error.message.includes(file),
      );
    assert.deepEqual(dump(made.database), before);
  });
});
