import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { column } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';

describe('a script that attaches a file', () => {
  // Double quotes may mean a string, which another SQLite library has to take.
  for (const quote of [`'`, `"`])
    it(`makes it where there is none, as stock SQLite does: ${quote}`, async () => {
      const made = makeProject({
        scripts: { '0001-a.sql': 'CREATE TABLE a (x); INSERT INTO a VALUES (1), (2);' },
      });
      const archive = join(made.folder, 'archive.db');
      const name = archive.replaceAll(quote, quote + quote);
      made.add({
        '0002-archive.sql': `ATTACH ${quote}${name}${quote} AS o;
CREATE TABLE o.old AS SELECT * FROM a;
DETACH o;
DELETE FROM a;
`,
      });
      const { ok, error } = await made.run();
      assert.equal(ok, true, error?.message);
      assert.deepEqual(column(archive, 'SELECT x FROM old'), [1, 2]);
      assert.deepEqual(column(made.database, 'SELECT count(*) FROM a'), [0]);
      assert.deepEqual(made.status().state, 'CURRENT');
    });

  it('makes none where its folder is missing, and leaves the database as it was', async () => {
    const made = makeProject({
      scripts: { '0001-a.sql': `CREATE TABLE a (x); ATTACH '/nowhere/at/all.db' AS o;` },
    });
    const { ok, error } = await made.run();
    assert.deepEqual([ok, error?.line, error?.column], [false, 1, 21]);
    assert.deepEqual(
      column(made.database, `SELECT count(*) FROM sqlite_schema WHERE name = 'a'`),
      [0],
    );
  });
});

describe('a database that vanishes before a script outside a transaction', () => {
  it('is not made anew', async () => {
    const made = makeProject({ scripts: { '0001-v.sql': 'VACUUM;' } });
    rmSync(made.database);
    assert.equal((await made.run()).error?.code, 'database-missing');
    assert.equal(existsSync(made.database), false);
  });
});
