import assert from 'node:assert/strict';
import { join } from 'node:path';
import { reading } from '../../../src/core/database/open.ts';
import { inspect } from '../../../src/core/schema/inspect.ts';
import { execute } from '../../support/database.ts';
import { temporaryFolder } from '../../support/project.ts';

describe('a primary key that names a column twice', () => {
  for (const options of ['', ' WITHOUT ROWID'])
    it(`is read as SQLite has it${options}`, () => {
      const file = join(temporaryFolder(), 'data.db');
      execute(file, `CREATE TABLE t (a, b, c, PRIMARY KEY (a, b, A, c))${options}`);
      const { tables } = reading(file, inspect);
      assert.deepEqual(
        tables[0]?.primaryKey?.parts.map(({ column }) => column),
        ['a', 'b', 'A', 'c'],
      );
    });
});
