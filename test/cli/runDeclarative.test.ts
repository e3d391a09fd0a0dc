import assert from 'node:assert/strict';
import { fastmigrate, inFolder } from './command.ts';

describe('the summary of a run', () => {
  it('has one version where only scripts without numbers were applied', () => {
    const files = {
      'pyproject.toml': '[tool.tuplesaver]\ndb_path = "shop.db"\n',
      'shop.db.migrations/001.a.sql': 'CREATE TABLE a (x);\n',
      'shop.db.migrations/views_indexes_triggers/v.sql':
        'DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT x FROM a;\n',
    };
    inFolder(files, (folder) => {
      assert.equal(fastmigrate(folder, ['create']).code, 0);
      const first = fastmigrate(folder, ['run', '--to', '1']);
      assert.match(first.out, /\nshop\.db: version 0 → 1, 1 migration applied\n$/);
      const second = fastmigrate(folder, ['run']);
      assert.match(second.out, /\nshop\.db: version 1, 1 migration applied\n$/);
    });
  });
});
