import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const TWO = { 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n', 'migrations/0001-b.sql': '' };

describe('a project before its database is made', () => {
  it('has a script renumbered, without a folder for the database', () => {
    inFolder(TWO, (folder) => {
      const { code, out, err } = fastmigrate(folder, ['renumber', '0001-b.sql']);
      assert.deepEqual([code, err], [0, '']);
      assert.match(out, /0002-b\.sql/);
      assert.deepEqual(readdirSync(folder), ['migrations']);
      assert.deepEqual(readdirSync(`${folder}/migrations`), ['0001-a.sql', '0002-b.sql']);
    });
  });

  it('says that there is no such script', () => {
    inFolder(TWO, (folder) => {
      const { code, err } = fastmigrate(folder, ['renumber', 'nothing.sql']);
      assert.equal(code, 2);
      assert.match(err, /there is no script nothing\.sql/);
    });
  });

  it('has no schema where there is no migrations folder', () => {
    inFolder({}, (folder) => {
      const { code, out, err } = fastmigrate(folder, ['show']);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /^fastmigrate: error: cannot read the migrations folder /);
    });
  });

  for (const command of ['dev', 'ci'])
    it(`is told what is wrong by ${command}, so that a log has it`, () => {
      inFolder(TWO, (folder) => {
        const { code, out } = fastmigrate(folder, [command]);
        assert.equal(code, 1);
        assert.match(out, /^ERROR\nversion 1 has 2 scripts: 0001-a\.sql, 0001-b\.sql\./);
        const { json } = fastmigrateJson(folder, [command]);
        assert.match((json as { stopped: string }).stopped, /^version 1 has 2 scripts/);
      });
    });
});

describe('an error about a file', () => {
  it('names the file once', () => {
    inFolder({}, (folder) => {
      assert.deepEqual(
        fastmigrate(folder, ['restore', 'gone.backup']).err,
        'gone.backup: error: cannot be restored: it does not exist. Nothing was changed. Name a backup with fastmigrate restore FILE\n',
      );
    });
  });
});

describe('a script that is named', () => {
  it('is said not to be there, or not to be pending', () => {
    inFolder({ 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n' }, (folder) => {
      assert.equal(fastmigrate(folder, ['create']).code, 0);
      assert.equal(fastmigrate(folder, ['run']).code, 0);
      const gone = fastmigrate(folder, ['apply', '0002-b.sql']);
      assert.deepEqual(
        [gone.code, gone.err],
        [2, 'fastmigrate: error: FILE: there is no script 0002-b.sql. Nothing was changed\n'],
      );
      assert.match(fastmigrate(folder, ['apply', '0001-a.sql']).err, /is not pending/);
      assert.match(fastmigrate(folder, ['record', '9']).err, /no script has version 9/);
    });
  });
});
