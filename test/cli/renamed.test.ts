import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, inFolder } from './command.ts';

const APP = {
  'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
  'migrations/0002-b.sql': 'CREATE TABLE b (x);\n',
};

describe('a script that was renamed after it was applied', () => {
  it('leads to record and to its old name, and both bring the project to CURRENT', () => {
    inFolder(APP, (folder) => {
      assert.equal(fastmigrate(folder, ['create']).code, 0);
      assert.equal(fastmigrate(folder, ['run']).code, 0);
      const script = (name: string): string => join(folder, 'migrations', name);
      renameSync(script('0002-b.sql'), script('0002-c.sql'));
      const { out } = fastmigrate(folder, ['status']);
      assert.match(out, /^DIVERGED /);
      const next =
        /\nNext: fastmigrate record 2 if the new names are right, or fastmigrate restore --scripts --from-db for the old ones\n$/;
      assert.match(out, next);
      assert.match(fastmigrate(folder, ['run']).err, /keep the new one with fastmigrate record 2/);
      assert.equal(fastmigrate(folder, ['restore', '--scripts', '--from-db']).code, 0);
      assert.match(fastmigrate(folder, ['status']).out, /^CURRENT /);
      renameSync(script('0002-b.sql'), script('0002-d.sql'));
      assert.equal(fastmigrate(folder, ['record', '2']).code, 0);
      assert.match(fastmigrate(folder, ['status']).out, /^CURRENT /);
      // With a script that is gone, there is something to put back.
      renameSync(script('0002-d.sql'), script('0002-e.sql'));
      rmSync(script('0001-a.sql'));
      assert.doesNotMatch(fastmigrate(folder, ['status']).out, next);
    });
  }).timeout(40_000);
});
