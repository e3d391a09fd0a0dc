import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { quoteIdentifier, sameName, unquote } from '../../../src/core/sql/identifier.ts';

describe('quoteIdentifier', () => {
  it('makes any name usable as a column, as SQLite itself reports it', () => {
    const database = new DatabaseSync(':memory:');
    const name = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(
        fc.oneof(name, fc.constantFrom('select', 'a"b', '[x]', "it's", ';', '--')),
        (column) => {
          const row = database.prepare(`SELECT 1 AS ${quoteIdentifier(column)}`).get() ?? {};
          assert.deepEqual(Object.keys(row), [column]);
        },
      ),
    );
    database.close();
  });

  it('refuses NUL', () => {
    assert.throws(() => quoteIdentifier('a\0b'), RangeError);
  });

  it('is undone by unquote', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('\0')),
        (name) => {
          assert.equal(unquote(quoteIdentifier(name)), name);
        },
      ),
    );
  });
});

describe('unquote', () => {
  it('gives the value of each way to write a name or a string', () => {
    const texts = ['word', '"a""b"', '`a``b`', '[a"b]', "'it''s'", '""', "''"];
    assert.deepEqual(texts.map(unquote), ['word', 'a"b', 'a`b', 'a"b', "it's", '', '']);
  });
});

describe('sameName', () => {
  it('folds ASCII letters and no others', () => {
    assert.ok(sameName('People_X', 'pEOPLE_x'));
    assert.ok(!sameName('É', 'é'));
    assert.ok(!sameName('\u212Aey', 'key'));
  });
});
