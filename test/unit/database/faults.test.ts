import assert from 'node:assert/strict';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteFailure } from '../../../src/core/database/connection.ts';
import { faultsIn } from '../../../src/core/database/faults.ts';
import { openForWriting, using } from '../../../src/core/database/open.ts';
import { temporaryFolder } from '../../support/project.ts';
import { runStock } from '../../support/stockSqlite.ts';

const CHECKS = ['quick_check', 'integrity_check'] as const;

const ROWS = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999)';

/** A database of a program that has a collation and a function of its own. `last` comes last in the file. */
function foreignDatabase(last: 'ours' | 'theirs'): string {
  const file = join(temporaryFolder(), 'app.db');
  const fill = (table: string): string =>
    `${ROWS} INSERT INTO ${table} SELECT hex(zeroblob(200)), i FROM n;`;
  const tables = last === 'ours' ? ['theirs', 'ours'] : ['ours', 'theirs'];
  const script = `CREATE TABLE ours (a, b); CREATE TABLE theirs (a, b); CREATE INDEX i ON theirs (lower(b));
${tables.map(fill).join('\n')}
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = 'CREATE TABLE theirs (a TEXT COLLATE theirs, b)' WHERE name = 'theirs';
UPDATE sqlite_master SET sql = 'CREATE INDEX i ON theirs (own(b))' WHERE name = 'i';`;
  assert.equal(runStock(file, script), undefined);
  return file;
}

const faults = (file: string, check: (typeof CHECKS)[number]): readonly string[] =>
  using(openForWriting(file), (connection) => faultsIn(connection, check));

describe('the faults in a database', () => {
  for (const check of CHECKS) {
    it(`are none in a sound one that needs what only another program has, by ${check}`, () => {
      assert.deepEqual(faults(foreignDatabase('ours'), check), []);
    });

    for (const last of ['ours', 'theirs'] as const)
      it(`are found in ${last}, by ${check}`, () => {
        const file = foreignDatabase(last);
        damageEnd(file);
        assert.throws(
          () => faults(file, check),
          (error) => error instanceof SqliteFailure && error.code === 'CORRUPT',
        );
      });
  }
});

/** Overwrites the last pages of a file. */
function damageEnd(file: string): void {
  const size = 3 * 4096;
  const open = openSync(file, 'r+');
  try {
    writeSync(open, Buffer.alloc(size, 0xff), 0, size, statSync(file).size - size);
  } finally {
    closeSync(open);
  }
}
