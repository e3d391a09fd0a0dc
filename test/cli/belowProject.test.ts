import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const WARNING = /^warning: this folder is no project\. .* use --config \.\.\/\.\.\/\.fastmigrate\n/;

describe('a folder below a project', () => {
  it('is told where the configuration is, which is not taken by itself', () => {
    const files = {
      '.fastmigrate': '[paths]\ndb = app.db\n',
      'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
    };
    inFolder(files, (folder) => {
      const below = join(folder, 'src/deep');
      mkdirSync(below, { recursive: true });
      assert.match(fastmigrate(below, ['status']).err, WARNING);
      const { code, err } = fastmigrateJson(below, ['run']);
      assert.equal(code, 1);
      assert.match(err, WARNING);
      const named = ['--config', '../../.fastmigrate'];
      assert.equal(fastmigrate(below, ['create', ...named]).err, '');
      assert.equal(fastmigrate(below, ['status', '--db', 'x.db']).err, '');
      mkdirSync(join(below, 'migrations'));
      assert.equal(fastmigrate(below, ['status']).err, '');
    });
  });

  it('is told nothing where nothing is configured above it', () => {
    inFolder({}, (folder) => {
      assert.equal(fastmigrate(folder, ['status']).err, '');
    });
  });
});
