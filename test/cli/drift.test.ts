import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const APP = {
  '.fastmigrate': '[paths]\ndb = app.db\nschema = schema.mjs\n',
  'migrations/0001-book.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n',
  'schema.mjs':
    'export default `CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT)`;\n',
};

/** Runs `body` in a folder where all scripts are applied. */
function inDrift(body: (folder: string) => void): void {
  inFolder(APP, (folder) => {
    assert.equal(fastmigrate(folder, ['--createdb', '--config', '.fastmigrate']).code, 0);
    assert.equal(fastmigrate(folder, ['--config', '.fastmigrate']).code, 0);
    body(folder);
  });
}

describe('a database that is not as desired', () => {
  it('is in state DRIFT, with one line a difference and the way out', () => {
    inDrift((folder) => {
      const { code, out, err } = fastmigrate(folder, ['status']);
      assert.deepEqual([code, err], [1, '']);
      assert.match(out, /^DRIFT {2}app\.db {2}version 1\n/);
      assert.match(
        out,
        /\nTo be as in schema\.mjs:\n {2}≠ [^\n]*book\.isbn[^\n]*\n\nNext: fastmigrate generate\n$/,
      );
      const { json } = fastmigrateJson(folder, ['status']);
      const { state, drift } = json as {
        state: string;
        drift: { source: string; changes: unknown[] };
      };
      assert.deepEqual([state, drift.source, drift.changes.length], ['DRIFT', 'schema.mjs', 1]);
    });
  });

  it('is brought to CURRENT by dev in two turns, and ci does nothing before', () => {
    inDrift((folder) => {
      const production = fastmigrate(folder, ['ci']);
      assert.equal(production.code, 1);
      assert.match(production.out, /^DRIFT\nModel drift: generate a migration first\./);
      const first = fastmigrate(folder, ['dev']);
      assert.equal(first.code, 1);
      assert.match(
        first.out,
        /^Wrote migrations\/0002-[^\n]*\n {2}[^\n]*isbn[^\n]*\nPENDING\n.*Look it over/s,
      );
      const second = fastmigrate(folder, ['dev']);
      assert.equal(second.code, 0);
      assert.match(second.out, /CURRENT\n$/);
      assert.equal(readdirSync(join(folder, 'migrations')).length, 2);
      assert.match(fastmigrate(folder, ['status']).out, /^CURRENT/);
    });
  });

  it('is in state ERROR where the desired schema cannot be loaded', () => {
    inDrift((folder) => {
      writeFileSync(join(folder, 'schema.mjs'), 'throw new Error("no models");\n');
      const { code, out } = fastmigrate(folder, ['status']);
      assert.equal(code, 1);
      assert.match(
        out,
        /^ERROR[^]*fastmigrate: error: no desired schema from schema\.mjs: it exited with 1\.[^]*no models/,
      );
      assert.equal(fastmigrate(folder, ['run']).code, 0);
    });
  });
});
