import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

describe('a new project', () => {
  it('has a folder for scripts beside its database, and takes the first one from a schema', () => {
    inFolder({ 'schema.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n' }, (folder) => {
      assert.equal(
        fastmigrate(folder, ['create']).out,
        'Created data/database.db at version 0\nCreated migrations for its scripts\n',
      );
      assert.match(
        fastmigrate(folder, ['status']).out,
        /^CURRENT {2}data\/database\.db {2}version 0\n/,
      );
      for (const args of [['generate', '--schema', 'schema.sql'], ['run'], ['status']])
        assert.equal(fastmigrate(folder, args).code, 0, args.join(' '));
      assert.ok(existsSync(join(folder, 'migrations/0001-create-book.sql')));
    });
  });

  it('gets no folder where the database was there already, or the scripts stand beside it', () => {
    inFolder({}, (folder) => {
      const at = ['--db', 'app.db', '--migrations', 'scripts'];
      assert.equal(fastmigrate(folder, ['create', '--db', 'app.db', '--migrations', 'x']).code, 0);
      const { json } = fastmigrateJson(folder, ['create', ...at]);
      assert.match(JSON.stringify(json), /"created":false/);
      assert.equal(existsSync(join(folder, 'scripts')), false);
      mkdirSync(join(folder, 'shop.db.migrations'));
      const { out } = fastmigrate(folder, ['create', '--db', 'shop.db']);
      assert.equal(out, 'Created shop.db at version 0\n');
    });
  });

  it('is told of the database where the folder cannot be made', () => {
    inFolder({ taken: '' }, (folder) => {
      const { code, err } = fastmigrate(folder, ['create', '--migrations', 'taken/scripts']);
      assert.equal(code, 1);
      assert.match(err, /taken\/scripts.*What was done before it stays/);
      assert.ok(existsSync(join(folder, 'data/database.db')));
    });
  });
});
