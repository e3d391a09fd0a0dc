import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { copyToNewFile } from '../../../src/core/database/copy.ts';
import { copyInto } from '../../../src/core/database/copyInto.ts';
import { watchPages } from '../../../src/core/database/pageComparison.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import type { EngineEvent } from '../../../src/core/events.ts';
import { column, dump, execute } from '../../support/database.ts';
import { temporaryFolder } from '../../support/project.ts';
import { runStock } from '../../support/stockSqlite.ts';

const ROWS = `CREATE TABLE t (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
  INSERT INTO t SELECT hex(randomblob(100)) FROM n`;
const QUIET = { emit: () => undefined };

function makeFile(name: string, sql: string): string {
  const file = join(temporaryFolder(), name);
  execute(file, sql);
  return file;
}

describe('a write-ahead database that gets content with pages of another size', () => {
  it('keeps what another program commits while the log is taken away', async () => {
    const to = makeFile('data.db', `PRAGMA journal_mode = WAL; ${ROWS}`);
    const from = makeFile('other.db', `PRAGMA page_size = 1024; ${ROWS}`);
    const saved = `${to}.saved`;
    await copyToNewFile(to, saved, 'backup', QUIET);
    // The watch ends just before the log goes, which is the last moment at which a commit is possible and unseen by it.
    const commit = (): void =>
      assert.equal(runStock(to, `INSERT INTO t SELECT 'late' WHERE 'late' NOT IN t`), undefined);
    const watch = { changed: () => false, close: commit };
    await assert.rejects(
      copyInto({ from, to, what: 'restore' }, QUIET, { watch, saved }),
      (error) => MigrateError.is(error, 'changed-elsewhere'),
    );
    assert.deepEqual(column(to, "SELECT count(*) FROM t WHERE x = 'late'"), [1]);
    assert.equal(dump(to)['journal_mode'], 'wal');
  });

  it('gets it where nobody commits', async () => {
    const to = makeFile('data.db', `PRAGMA journal_mode = WAL; ${ROWS}`);
    const from = makeFile('other.db', `PRAGMA page_size = 1024; ${ROWS}`);
    const saved = `${to}.saved`;
    await copyToNewFile(to, saved, 'backup', QUIET);
    const watch = { changed: () => false, close: () => undefined };
    await copyInto({ from, to, what: 'restore' }, QUIET, { watch, saved });
    assert.deepEqual(dump(to), dump(from));
  });

  it('says what went wrong first, where it cannot get its log back either', async () => {
    const to = makeFile('data.db', `PRAGMA journal_mode = WAL; ${ROWS}`);
    const from = makeFile('other.db', `PRAGMA page_size = 1024; ${ROWS}`);
    const emit = ({ type }: EngineEvent): void => {
      if (type !== 'progress') return;
      renameSync(to, `${to}.away`);
      throw new MigrateError({ code: 'cancelled', what: 'the restore' });
    };
    await assert.rejects(copyInto({ from, to, what: 'restore' }, { emit }), (error) =>
      MigrateError.is(error, 'cancelled'),
    );
  });
});

describe('the comparison of a database with its copy', () => {
  for (const [what, pragmas] of [
    ['with pages of 512 bytes', 'PRAGMA page_size = 512'],
    ['with pages of 65536 bytes', 'PRAGMA page_size = 65536'],
    ['with pointer maps and free pages', 'PRAGMA auto_vacuum = FULL'],
    ['with a log', 'PRAGMA journal_mode = WAL'],
    ['in UTF-16', "PRAGMA encoding = 'UTF-16le'"],
  ] as const)
    it(`sees a change and nothing else: ${what}`, async () => {
      const file = makeFile('data.db', `${pragmas}; ${ROWS}; DELETE FROM t WHERE rowid % 3 = 0`);
      const copy = `${file}.copy`;
      await copyToNewFile(file, copy, 'backup', QUIET);
      execute(file, 'PRAGMA journal_mode = DELETE');
      assert.equal(isChanged(file, copy), false);
      execute(file, 'BEGIN IMMEDIATE; COMMIT');
      assert.equal(isChanged(file, copy), false);
      execute(
        file,
        "UPDATE t SET x = x || '' WHERE rowid = 100; UPDATE t SET x = 'y' WHERE rowid = 1",
      );
      assert.equal(isChanged(file, copy), true);
    });
});

function isChanged(file: string, copy: string): boolean {
  const watch = watchPages(file, copy);
  try {
    return watch.changed();
  } finally {
    watch.close();
  }
}
