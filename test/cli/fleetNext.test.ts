import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, inFolder } from './command.ts';

const TENANTS = ['--db', 'tenants/*.db', '--jobs', '1'];

describe('what is to be done after several databases', () => {
  it('is to go on with a run, and to begin a backup anew', () => {
    inFolder({ 'migrations/0001-a.sql': 'CREATE TABLE a (x);\n' }, (folder) => {
      for (const name of ['a', 'b', 'c'])
        assert.equal(fastmigrate(folder, ['create', '--db', `tenants/${name}.db`]).code, 0);
      writeFileSync(join(folder, 'tenants/b.db'), 'this is no database at all');
      const next = (args: readonly string[]): string =>
        fastmigrate(folder, [...args, ...TENANTS])
          .out.trimEnd()
          .split('\n')
          .at(-1) ?? '';
      assert.match(next(['backup']), /, then fastmigrate backup --db 'tenants\/\*\.db'$/);
      assert.match(next(['run']), /'tenants\/\*\.db': it goes on where this one stopped$/);
      assert.match(
        next(['run', '--on-failure', 'continue']),
        /it goes on with those that are left$/,
      );
    });
  });
});
