import assert from 'node:assert/strict';
import type { Renames } from '../../../src/core/schema/change.ts';
import { diffSchemas } from '../../../src/core/schema/diff/diff.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import { schemaFrom } from './parseFacts.ts';
import { NONE, column, table } from './renaming.ts';

describe('An answer about a renaming is refused', () => {
  const before = ['CREATE TABLE a (x, y, same)', 'CREATE TABLE both (k)'];
  const after = ['CREATE TABLE b (x, z, same)', 'CREATE TABLE c (x)', 'CREATE TABLE both (k, l)'];
  const renamed = table('a', 'b');
  const cases: Readonly<Record<string, readonly [Renames, RegExp]>> = {
    'for a table that is not there': [table('nope', 'b'), /nope=b .*no table nope in the live/],
    'for a table that is not wanted': [table('a', 'nope'), /no table nope in the desired/],
    'for a table that stays': [table('both', 'b'), /still has the table both/],
    'for a name and itself': [column('both', 'k', 'k'), /still has the column k/],
    'for a name that goes round and is in use': [
      {
        tables: [
          { from: 'a', to: 'both' },
          { from: 'both', to: 'nope' },
        ],
        columns: [],
      },
      /no table nope in the desired/,
    ],
    'for a name that is in use': [table('a', 'both'), /already has the table both/],
    'for a column that is not there': [
      column('both', 'no', 'l'),
      /both\.no=l .*no column no in the live/,
    ],
    'for a column that is not wanted': [column('both', 'k', 'no'), /no column no in the desired/],
    'for a column that stays': [column('both', 'k', 'l'), /still has the column k/],
    'for a column of a table that is new': [column('b', 'y', 'z'), /no table b in both schemas/],
    'for a column under the old name of its table': [
      { ...renamed, columns: [{ table: 'a', from: 'y', to: 'z' }] },
      /no table a in both schemas/,
    ],
    'for two new names of one table': [
      { tables: [...renamed.tables, { from: 'a', to: 'c' }], columns: [] },
      /another answer/,
    ],
    'that is also denied': [
      { ...renamed, denied: [{ table: null, from: 'A', to: 'B' }] },
      /another answer/,
    ],
    'that denies what is not there': [
      { ...NONE, denied: [{ table: null, from: 'nope', to: 'b' }] },
      /no table nope/,
    ],
    'that denies a column of a table that is not there': [
      { ...NONE, denied: [{ table: 'nope', from: 'x', to: 'b' }] },
      /no table nope in both/,
    ],
  };
  for (const [name, [renames, message]] of Object.entries(cases))
    it(name, () => {
      assert.throws(
        () => diffSchemas(schemaFrom(...before), schemaFrom(...after), renames),
        (error) =>
          MigrateError.is(error, 'bad-argument') &&
          error.failure.argument === 'rename' &&
          message.test(error.failure.reason),
      );
    });

  it('for two old names of one column', () => {
    const renames = {
      tables: [],
      columns: ['x', 'y'].map((from) => ({ table: 't', from, to: 'z' })),
    };
    const [from, to] = [schemaFrom('CREATE TABLE t (x, y)'), schemaFrom('CREATE TABLE t (z)')];
    assert.throws(() => diffSchemas(from, to, renames), /another answer says otherwise/);
  });
});
