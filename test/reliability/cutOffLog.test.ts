import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { reading } from '../../src/core/database/open.ts';
import { column, execute } from '../support/database.ts';
import { pictureOf } from '../support/files.ts';
import { holder } from '../support/process.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';

const SCRIPTS = { '0001-a.sql': 'CREATE TABLE b (x);' };

/** A write-ahead database as a crash leaves it, with rows in its log. */
async function crashed(): Promise<Made> {
  const made = makeProject({ scripts: SCRIPTS });
  const end = await holder(
    made.database,
    'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE a (x); INSERT INTO a VALUES (1), (2)',
  );
  await end();
  assert.ok(existsSync(`${made.database}-shm`));
  return made;
}

describe('a write-ahead log that nobody closed', function () {
  this.timeout(20_000);

  it('is read without a trace at any length of an index that a power cut left as zeros', async () => {
    for (const length of [0, 1, 4096, 20_480, 32_768]) {
      const made = await crashed();
      writeFileSync(`${made.database}-shm`, Buffer.alloc(length));
      assert.deepEqual(await readBefore(made), ['a']);
      assert.deepEqual(column(made.database, 'SELECT x FROM a'), [1, 2]);
    }
  });

  it('is read at once where it has a header only, or an unfinished transaction', async () => {
    const made = await crashed();
    truncateSync(`${made.database}-wal`, 32);
    assert.deepEqual(await readBefore(made), []);
    const other = makeProject({ scripts: SCRIPTS });
    execute(other.database, 'PRAGMA journal_mode = WAL');
    const end = await holder(
      other.database,
      `PRAGMA cache_size = 2; PRAGMA cache_spill = 2; BEGIN; CREATE TABLE a (x);
       INSERT INTO a WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
       SELECT hex(randomblob(500)) FROM n;`,
    );
    await end();
    assert.ok(statSync(`${other.database}-wal`).size > 100_000);
    assert.deepEqual(await readBefore(other), []);
  });

  it('is read where a power cut has damaged all of it, and its index', async () => {
    const made = await crashed();
    const log = readFileSync(`${made.database}-wal`);
    // The checksum of the first frame.
    writeFileSync(`${made.database}-wal`, log.fill(0, 48, 56));
    writeFileSync(`${made.database}-shm`, Buffer.alloc(32_768));
    assert.deepEqual(await readBefore(made), []);
  });
});

/** The table `a` as it is read before a run, which then needs no help. */
async function readBefore(made: Made): Promise<readonly unknown[]> {
  const before = pictureOf(made.folder);
  const tables = reading(made.database, (connection) =>
    connection.all(`SELECT name FROM sqlite_schema WHERE name = 'a'`),
  );
  assert.deepEqual(pictureOf(made.folder), before);
  assert.equal((await made.run()).error, undefined);
  return tables.map(({ name }) => name);
}
