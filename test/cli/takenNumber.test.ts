import assert from 'node:assert/strict';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const SCRIPTS = {
  'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
  'migrations/0002-theirs.sql': 'CREATE TABLE theirs (x);\n',
};

/** A database that has both scripts, the second from a branch whose script is not here. */
function onOtherBranch(body: (folder: string) => void): void {
  inFolder(SCRIPTS, (folder) => {
    fastmigrate(folder, ['create']);
    assert.equal(fastmigrate(folder, ['run']).code, 0);
    body(folder);
  });
}

function next(folder: string): string {
  return fastmigrate(folder, ['status']).out.split('\n').at(-2) ?? '';
}

describe('a number under which another script was applied', () => {
  it('is not taken for a new name: the script gets another one, and is run then', () => {
    onOtherBranch((folder) => {
      rmSync(join(folder, 'migrations/0002-theirs.sql'));
      writeFileSync(join(folder, 'migrations/0002-ours.sql'), 'CREATE TABLE ours (x);\n');
      assert.match(
        next(folder),
        /^Next: fastmigrate renumber 0002-ours\.sql where another script .* then fastmigrate restore --scripts --from-db puts/,
      );
      const { json } = fastmigrateJson(folder, ['status']);
      assert.match(
        JSON.stringify(json),
        /"divergence":"meaning","appliedAs":"0002-theirs\.sql","appliedAt":"[^"]+","detail":"applied as 0002-theirs\.sql, with another text"/,
      );
      assert.match(
        fastmigrate(folder, ['run']).err,
        /another text; give it another number with fastmigrate renumber, then put 0002-theirs\.sql back/,
      );
      for (const args of [
        ['renumber', '0002-ours.sql'],
        ['restore', '--scripts', '--from-db'],
        ['run'],
      ])
        assert.equal(fastmigrate(folder, args).code, 0, args.join(' '));
      assert.deepEqual(readdirSync(join(folder, 'migrations')), [
        '0001-a.sql',
        '0002-theirs.sql',
        '0003-ours.sql',
      ]);
      assert.equal(next(folder), 'Nothing to do');
    });
  });

  it('is told from a new name of the same script, also where comments differ', () => {
    onOtherBranch((folder) => {
      const renamed = join(folder, 'migrations/0002-renamed.sql');
      renameSync(join(folder, 'migrations/0002-theirs.sql'), renamed);
      writeFileSync(renamed, '-- why\nCREATE TABLE theirs (x);\n');
      assert.match(next(folder), /^Next: fastmigrate record 2 if the new names are right/);
      assert.equal(fastmigrate(folder, ['record', '2']).code, 0);
      assert.equal(next(folder), 'Nothing to do');
    });
  });
});

describe('scripts that are gone', () => {
  it('are put back, with nothing said of edits', () => {
    onOtherBranch((folder) => {
      rmSync(join(folder, 'migrations/0002-theirs.sql'));
      assert.match(next(folder), /^Next: put the missing scripts back, from version control or/);
      assert.match(
        fastmigrate(folder, ['run']).err,
        /is missing: put the file back, as fastmigrate restore --scripts --from-db does/,
      );
      assert.equal(fastmigrate(folder, ['restore', '--scripts', '--from-db']).code, 0);
      assert.equal(next(folder), 'Nothing to do');
    });
  });
});

describe('scripts that were merged late', () => {
  it('are led to the command that gives them a number', () => {
    onOtherBranch((folder) => {
      writeFileSync(join(folder, 'migrations/0005-e.sql'), 'CREATE TABLE e (x);\n');
      assert.equal(fastmigrate(folder, ['run']).code, 0);
      writeFileSync(join(folder, 'migrations/0003-c.sql'), 'CREATE TABLE c (x);\n');
      assert.match(
        next(folder),
        /^Next: fastmigrate renumber 0003-c\.sql to give it a number above 5, or fastmigrate run --force/,
      );
      writeFileSync(join(folder, 'migrations/0004-d.sql'), 'CREATE TABLE d (x);\n');
      assert.match(
        next(folder),
        /^Next: fastmigrate renumber FILE to give 0003-c\.sql, 0004-d\.sql a number above 5, or/,
      );
    });
  });
});
