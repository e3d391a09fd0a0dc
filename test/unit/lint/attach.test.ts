import assert from 'node:assert/strict';
import { codesIn } from './linting.ts';

const TABLE = 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n';

describe('a script that attaches a database', () => {
  for (const file of ["'archive.db'", "DATABASE 'archive.db'", `"archive.db"`, "'file::memory:'"])
    it(`is told that ${file} is not put back`, () => {
      assert.deepEqual(codesIn({ script: `${TABLE}ATTACH ${file} AS other;` }), ['FM407']);
    });

  for (const file of ["':memory:'", "DATABASE ':memory:'", "''"])
    it(`is told of ${file} only that it runs outside a transaction`, () => {
      assert.deepEqual(codesIn({ script: `${TABLE}ATTACH ${file} AS other;` }), ['FM403']);
    });
});
