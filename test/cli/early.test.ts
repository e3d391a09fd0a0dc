import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../../src/cli/version.ts';
import { execute } from '../support/database.ts';
import { executable, fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const APP = { 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n' };

/** The first line and exit code of `--check_db_version`. */
function version(folder: string, db: string): readonly [number | null, string] {
  const { code, out } = fastmigrate(folder, ['--db', db, '--check_db_version']);
  return [code, out];
}

describe('the early form', () => {
  for (const flag of ['--createdb', '--create_db'])
    it(`makes an empty database for ${flag}, and runs nothing`, () => {
      inFolder(APP, (folder) => {
        const { code, out } = fastmigrate(folder, ['--db', 'new.db', flag]);
        assert.deepEqual([code, out], [0, 'Created new.db at version 0\n']);
        assert.deepEqual(version(folder, 'new.db'), [0, 'Database version: 0\n']);
        const again = fastmigrateJson(folder, ['--db', 'new.db', flag]);
        assert.deepEqual(again.json, {
          ok: true,
          database: join(folder, 'new.db'),
          version: 0,
          created: false,
        });
      });
    });

  it('needs no migrations folder to make one', () => {
    inFolder({}, (folder) => {
      assert.equal(fastmigrate(folder, ['--db', 'new.db', '--createdb']).code, 0);
      assert.deepEqual(readdirSync(folder), ['new.db']);
    });
  });

  it('leaves an unversioned database alone', () => {
    inFolder(APP, (folder) => {
      execute(join(folder, 'old.db'), 'CREATE TABLE mine (x)');
      const { code, err } = fastmigrate(folder, ['--db', 'old.db', '--createdb']);
      assert.equal(code, 1);
      assert.match(err, /unversioned|version record/);
    });
  });

  it('tells the version for --check_db_version, and changes nothing', () => {
    inFolder(APP, (folder) => {
      execute(join(folder, 'old.db'), 'CREATE TABLE mine (x)');
      assert.deepEqual(version(folder, 'old.db'), [
        0,
        'Database is unversioned (no _meta table)\n',
      ]);
      assert.deepEqual(version(folder, 'none.db'), [1, 'Database file does not exist: none.db\n']);
      const { code, json } = fastmigrateJson(folder, ['--db', 'none.db', '--check_db_version']);
      const { ok, error } = json as { ok: boolean; error: { code: string } };
      assert.deepEqual([code, ok, error.code], [1, false, 'database-missing']);
      assert.equal(existsSync(join(folder, 'none.db')), false);
      executable(folder, 'create_db', ['--db', 'app.db']);
      assert.equal(fastmigrate(folder, ['--db', 'app.db']).code, 0);
      assert.deepEqual(version(folder, 'app.db'), [0, 'Database version: 1\n']);
    });
  });

  it('prints the version of the program for -v alone', () => {
    inFolder({ ...APP, '.fastmigrate': '[paths]\ndb = app.db\n' }, (folder) => {
      executable(folder, 'create_db', ['--db', 'app.db']);
      assert.deepEqual(fastmigrate(folder, ['-v']), { code: 0, out: `${VERSION}\n`, err: '' });
      assert.deepEqual(version(folder, 'app.db'), [0, 'Database version: 0\n']);
    });
  });
});
