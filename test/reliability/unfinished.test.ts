import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';
import { listBackups } from '../../src/core/backup/list.ts';
import { withRunnerLock } from '../../src/core/database/lock.ts';
import { restoreBackup } from '../../src/core/backup/restore.ts';
import { column, dump, execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { answerOf } from '../support/process.ts';
import { makeProject, temporaryFolder } from '../support/project.ts';
import type { Made } from '../support/project.ts';
import { asOrdinaryUser } from './support/ordinary.ts';

// Restores args[1] into the project args[0]. Once the new content is on disk, the folder of the database is closed.
const RESTORE = `
const { chmodSync } = await import('node:fs');
const { dirname } = await import('node:path');
const { restoreBackup } = await import(src('core/backup/restore.ts'));
const { errorReport } = await import(src('core/errors.ts'));
const { systemRuntime } = await import(src('library.ts'));
let completing = false;
const emit = ({ type }) => {
  if (type === 'copy-completing') completing = true;
  else if (completing && type === 'progress') chmodSync(dirname(args[0].database), 0o555);
};
try {
  await restoreBackup(args[0], args[1], { ...systemRuntime(), emit });
  print(null);
} catch (error) {
  print(errorReport(error));
}
`;

const ROWS = `CREATE TABLE t (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
  INSERT INTO t SELECT hex(randomblob(100)) FROM n`;

describe('a restore that fails once the new content is on disk', () => {
  it('keeps the old content as a backup, names that, and says that the database has changed', async () => {
    const made = makeProject();
    execute(made.database, ROWS);
    const other = join(made.folder, 'other.db');
    execute(other, ROWS);
    const [before, wanted] = [dump(made.database), dump(other)];
    giveAway(made.folder);
    const folder = dirname(made.database);
    const error = (await answerOf(RESTORE, [made.project, other], asOrdinaryUser())) as {
      readonly code: string;
      readonly message: string;
      readonly changed: boolean;
    } | null;
    chmodSync(folder, 0o777);
    assert.equal(error?.code, 'restore-unfinished', error?.message);
    assert.equal(error.changed, true);
    const [backup] = listBackups(made.project);
    assert.ok(backup !== undefined, 'there is no backup of the old content');
    assert.ok(error.message.includes(backup.file), error.message);
    assert.deepEqual(dump(backup.file), before);
    assert.deepEqual(dump(made.database), wanted);
    await restoreBackup(made.project, backup.file, made.runtime);
    assert.deepEqual(dump(made.database), before);
  }).timeout(30_000);
});

describe('a file of this program that cannot be removed', () => {
  it('leaves what was done under the lock as done', async () => {
    const database = join(temporaryFolder(), 'app.db');
    const lock = `${database}.fastmigrate-lock`;
    const done = await withRunnerLock(database, { waitMs: 0 }, () => {
      spawnSync('rm', [lock]);
      mkdirSync(lock);
      return Promise.resolve('done');
    });
    assert.equal(done, 'done');
    assert.ok(existsSync(lock));
  });

  it('leaves a migration as applied: its snapshot', async () => {
    const made = makeProject({
      scripts: {
        '0001-a.sh':
          'snapshot="$1.fastmigrate-snapshot"; rm "$snapshot"; mkdir "$snapshot"; touch "$snapshot/x"',
        '0002-b.sql': 'CREATE TABLE b (x);',
      },
    });
    const report = await made.run();
    assert.equal(report.error?.message, undefined);
    assert.equal(report.to, 2);
    assert.equal(made.status().interrupted, undefined);
  });

  it('does not leave a snapshot behind: the record that should say what it is for', async () => {
    const made = makeProject({ scripts: { '0001-a.sh': 'exit 0' } });
    const before = dump(made.database);
    mkdirSync(join(`${made.database}.fastmigrate-run.json.partial`, 'x'), { recursive: true });
    const report = await made.run();
    assert.equal(report.error?.code, 'io', report.error?.message);
    assert.deepEqual(namesIn(dirname(made.database)), [
      'app.db',
      'app.db.fastmigrate-run.json.partial',
    ]);
    assert.deepEqual(dump(made.database), before);
  });
});

describe('a run that meets a damaged page after some migrations', () => {
  it('does not say that nothing was changed', async () => {
    const made = makeProject({
      scripts: { '0001-a.sql': 'CREATE TABLE a (x);', '0002-b.sql': 'DELETE FROM t;' },
    });
    execute(made.database, ROWS);
    damage(
      made,
      Number(column(made.database, "SELECT rootpage FROM sqlite_schema WHERE name = 't'")[0]),
    );
    const { error, to } = await made.run();
    assert.equal(to, 1);
    assert.equal(error?.changed, true);
    assert.doesNotMatch(error.message, /Nothing was changed/);
  });
});

/** Writes over the beginning of a page. */
function damage({ database }: Made, page: number): void {
  const size = Number(column(database, 'PRAGMA page_size')[0]);
  const file = openSync(database, 'r+');
  try {
    writeSync(file, Buffer.alloc(100, 0xff), 0, 100, (page - 1) * size);
  } finally {
    closeSync(file);
  }
}

/** Only whoever owns a folder may close it. */
function giveAway(folder: string): void {
  if (getuid?.() !== 0) return;
  assert.equal(spawnSync('chown', ['-R', '65534:65534', folder]).status, 0);
}
