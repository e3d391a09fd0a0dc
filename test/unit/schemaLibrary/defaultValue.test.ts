import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { renderSchema } from '../../../src/schema/index.ts';
import type { DefaultValue } from '../../../src/schema/index.ts';
import { sqlOf } from './sqlOf.ts';

/** What a row without values gets, with the type that SQLite stores. */
function defaultIn(sql: string): unknown[] {
  const database = new DatabaseSync(':memory:');
  database.exec(sql);
  database.exec('INSERT INTO t DEFAULT VALUES');
  const row = database.prepare('SELECT typeof(c) AS kind, c FROM t').get() ?? {};
  database.close();
  return Object.values(row);
}

describe('a default value', () => {
  const cases: readonly (readonly [DefaultValue, unknown])[] = [
    ["it's", "it's"],
    ['007', '007'],
    ['', ''],
    ['null', 'null'],
    [1.5, 1.5],
    [-3, -3],
    [true, 1],
    [false, 0],
    [9007199254740993n, 9007199254740993n],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [Uint8Array.of(0, 255), Uint8Array.of(0, 255)],
    [{ sql: '2 + 3' }, 5],
  ];
  for (const [value, stored] of cases)
    it(`of ${typeof value === 'object' ? JSON.stringify(value) : `${typeof value} ${value}`} is what SQLite stores`, () => {
      const sql = renderSchema({
        tables: [{ name: 't', columns: [{ name: 'c', type: '', defaultValue: value }], keys: [] }],
      }).join('');
      const database = new DatabaseSync(':memory:');
      database.exec(sql);
      database.exec('INSERT INTO t DEFAULT VALUES');
      const statement = database.prepare('SELECT c FROM t');
      if (typeof stored === 'bigint') statement.setReadBigInts(true);
      assert.deepEqual(statement.get()?.['c'], stored);
      database.close();
    });

  it('is kept for any text without NUL and any finite number', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    const number = fc
      .double({ noDefaultInfinity: true, noNaN: true })
      .filter((value) => !Object.is(value, -0));
    fc.assert(
      fc.property(fc.oneof(text, number), (value) => {
        const sql = sqlOf((t) =>
          typeof value === 'string'
            ? void t.text('c').notNull(value)
            : void t.real('c').notNull(value),
        );
        assert.deepEqual(defaultIn(sql), [typeof value === 'string' ? 'text' : 'real', value]);
      }),
      { numRuns: 60 },
    );
  });

  for (const value of ['a\0b', Number.NaN, Number.POSITIVE_INFINITY])
    it(`of ${typeof value === 'string' ? JSON.stringify(value) : value} is refused, since SQL has no literal for it`, () => {
      assert.throws(
        () =>
          renderSchema({
            tables: [
              { name: 't', columns: [{ name: 'c', type: '', defaultValue: value }], keys: [] },
            ],
          }),
        RangeError,
      );
    });

  it('that a function works out is left to the application', () => {
    assert.equal(
      sqlOf((t) => void t.guid('id').notNull(() => 'new')),
      'CREATE TABLE "t" (\n  "id" GUID NOT NULL\n)',
    );
  });
});
