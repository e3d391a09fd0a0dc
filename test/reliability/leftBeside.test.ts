import assert from 'node:assert/strict';
import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { backupDatabase } from '../../src/core/backup/backup.ts';
import { execute } from '../support/database.ts';
import { namesIn } from '../support/files.ts';
import { makeProject } from '../support/project.ts';

const ROWS = `CREATE TABLE t (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
  INSERT INTO t SELECT hex(randomblob(100)) FROM n`;

describe('what killed commands left beside a database', () => {
  it('goes with the next turn: a backup of which only some pages were written', async () => {
    const made = makeProject();
    execute(made.database, ROWS);
    const [left, now] = ['0123abcd', '4567cdef'].map(
      (mark) => `${made.database}.20260101_120000.backup.${mark}.partial`,
    ) as [string, string];
    for (const path of [left, now]) {
      writeFileSync(path, readFileSync(made.database));
      cut(path, 8192);
    }
    const long = Date.now() / 1000 - 120;
    utimesSync(left, long, long);
    assert.ok((await made.run()).ok);
    assert.deepEqual(namesIn(dirname(made.database)), ['app.db', basename(now)]);
  });

  it('goes with the next turn: the log and the index of a backup that was read', async () => {
    const made = makeProject();
    execute(made.database, `PRAGMA journal_mode = WAL; ${ROWS}`);
    const { file } = await backupDatabase(made.project, made.runtime);
    const content = readFileSync(file);
    writeFileSync(`${file}-wal`, '');
    writeFileSync(`${file}-shm`, Buffer.alloc(32_768));
    assert.ok((await made.run()).ok);
    assert.deepEqual(
      namesIn(dirname(made.database)).filter((name) => /-(?:wal|shm)$/.test(name)),
      [],
    );
    assert.deepEqual(readFileSync(file), content);
  });

  it('goes with its backup', async () => {
    const made = makeProject({ project: { keep: 1 } });
    const old = `${made.database}.20200101_120000.backup`;
    for (const path of [old, `${old}-wal`, `${old}-shm`]) writeFileSync(path, '');
    const { file } = await backupDatabase(made.project, made.runtime);
    const names = namesIn(dirname(made.database));
    assert.deepEqual(names, ['app.db', basename(file)]);
  });
});

function cut(path: string, bytes: number): void {
  const file = openSync(path, 'r+');
  ftruncateSync(file, bytes);
  closeSync(file);
}
