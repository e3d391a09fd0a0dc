import assert from 'node:assert/strict';
import type { Renames } from '../../../src/core/schema/change.ts';
import { diffSchemas } from '../../../src/core/schema/diff/diff.ts';
import { nameLikeness, nameWords } from '../../../src/core/schema/diff/likeness.ts';
import { schemaFrom } from './parseFacts.ts';

describe('A column that is gone beside one that is new', () => {
  const cases: Readonly<Record<string, readonly [string, string, ...string[]]>> = {
    'may have been renamed': ['mail TEXT', 'email TEXT', 't.mail=email'],
    'may have got a longer name': ['name TEXT', 'full_name VARCHAR(20)', 't.name=full_name'],
    'may have been abbreviated': ['qty INTEGER', 'quantity INTEGER', 't.qty=quantity'],
    'may have been renamed to anything of its type': [
      'notes varchar ( 9 ) NOT NULL',
      'city VARCHAR(9)',
      't.notes=city',
    ],
    'has nothing to do with another of another type': ['notes TEXT', 'age INTEGER'],
    'may have got another type with a like name': [
      'price REAL',
      'price_cents INTEGER',
      't.price=price_cents',
    ],
    'is asked about once, with the likeliest first': [
      'mail TEXT, fax TEXT, x BLOB',
      'fax_number TEXT, email TEXT, y REAL',
      't.mail=email',
      't.fax=fax_number',
    ],
    'of a generated value has nothing to lose': ['mail TEXT AS (k)', 'email TEXT AS (k)'],
    'of a generated value cannot become one with values': ['mail TEXT AS (k)', 'email TEXT'],
    'that is a clock follows its column': [
      'mail TEXT, mail__hlc TEXT',
      'email TEXT, email__hlc TEXT',
      't.mail=email',
    ],
    'is never the clock of another': ['k__hlc TEXT', 'clock TEXT'],
    'is never a clock without a column': ['z__hlc TEXT', 'zz TEXT'],
  };
  for (const [name, [before, after, ...expected]] of Object.entries(cases))
    it(name, () => {
      assert.deepEqual(
        candidates([`CREATE TABLE t (k, ${before})`], [`CREATE TABLE t (k, ${after})`]),
        expected,
      );
    });

  it('is asked about under the new name of its table', () => {
    const renames = { tables: [{ from: 'old', to: 'fresh' }], columns: [] };
    assert.deepEqual(
      candidates(['CREATE TABLE old (mail TEXT)'], ['CREATE TABLE fresh (email TEXT)'], renames),
      ['fresh.mail=email'],
    );
  });

  it('is not asked about again when it is answered', () => {
    const [before, after] = [['CREATE TABLE t (mail TEXT)'], ['CREATE TABLE t (email TEXT)']];
    const pair = { table: 't', from: 'mail', to: 'email' };
    assert.deepEqual(candidates(before, after, { tables: [], columns: [pair] }), []);
    assert.deepEqual(candidates(before, after, { tables: [], columns: [], denied: [pair] }), []);
  });

  it('is asked about the next like name when one is denied, but not about unlike ones', () => {
    const before = ['CREATE TABLE t (mail TEXT)'];
    const after = ['CREATE TABLE t (email TEXT, mailbox TEXT, city TEXT)'];
    const denied = [{ table: 't', from: 'mail', to: 'email' }];
    assert.deepEqual(candidates(before, after), ['t.mail=email']);
    assert.deepEqual(candidates(before, after, { tables: [], columns: [], denied }), [
      't.mail=mailbox',
    ]);
    const both = [...denied, { table: 't', from: 'mail', to: 'mailbox' }];
    assert.deepEqual(candidates(before, after, { tables: [], columns: [], denied: both }), []);
  });
});

describe('A table that is gone beside one that is new', () => {
  const COLUMNS = '(id INTEGER PRIMARY KEY, title TEXT, pages INTEGER)';

  it('may have been renamed where most of the columns are the same', () => {
    const after = [
      'CREATE TABLE volume (id INTEGER PRIMARY KEY, title TEXT, pages INTEGER, isbn TEXT)',
    ];
    assert.deepEqual(candidates([`CREATE TABLE book ${COLUMNS}`], after), ['book=volume']);
  });

  it('may have been renamed where the names are alike', () => {
    assert.deepEqual(candidates(['CREATE TABLE user (a, b, c)'], ['CREATE TABLE users (id, d)']), [
      'user=users',
    ]);
  });

  it('has nothing to do with one whose name and columns are others', () => {
    const after = ['CREATE TABLE shelf (id INTEGER PRIMARY KEY, label TEXT, room TEXT)'];
    assert.deepEqual(candidates([`CREATE TABLE book ${COLUMNS}`], after), []);
  });

  it('is asked about once, with the likeliest first, and not again when it is answered', () => {
    const before = [`CREATE TABLE book ${COLUMNS}`, `CREATE TABLE film ${COLUMNS}`];
    const after = [`CREATE TABLE films ${COLUMNS}`, `CREATE TABLE books ${COLUMNS}`];
    assert.deepEqual(candidates(before, after), ['book=books', 'film=films']);
    const tables = [{ from: 'book', to: 'films' }];
    assert.deepEqual(candidates(before, after, { tables, columns: [] }), ['film=books']);
    const denied = [
      { table: null, from: 'film', to: 'films' },
      { table: null, from: 'film', to: 'books' },
    ];
    assert.deepEqual(candidates(before, after, { tables: [], columns: [], denied }), [
      'book=books',
    ]);
  });

  it('is read as gone and new as long as nobody answers', () => {
    const { changes } = diffSchemas(
      schemaFrom(`CREATE TABLE book ${COLUMNS}`),
      schemaFrom(`CREATE TABLE books ${COLUMNS}`),
    );
    assert.deepEqual(
      changes.map(({ kind }) => kind),
      ['create-table', 'drop-table'],
    );
  });
});

describe('The likeness of names', () => {
  it('is from 0 to 1, the same both ways, and 1 for the same words', () => {
    const names = [
      'mail',
      'email',
      'full_name',
      'fullName',
      'qty',
      'quantity',
      'x',
      '_',
      'größe',
      'name full',
    ];
    for (const a of names)
      for (const b of names) {
        const likeness = likenessOf(a, b);
        assert.ok(likeness >= 0 && likeness <= 1, `${a} ${b}`);
        assert.equal(likenessOf(b, a), likeness);
      }
    assert.equal(likenessOf('full_name', 'fullName'), 1);
    assert.ok(likenessOf('first_name', 'name_first') > 0.7);
    assert.ok(likenessOf('notes', 'age') < 0.5);
  });

  it('is exact from the least one on that is asked for, and below it stays below', () => {
    const names =
      'mail email e_mail full_name fullName fname qty quantity quota x t_10 t_100 größe'.split(' ');
    for (const a of names)
      for (const b of names)
        for (const least of [0.3, 0.5, 0.7, 0.75, 0.8, 1]) {
          const [likeness, rough] = [likenessOf(a, b), likenessOf(a, b, least)];
          if (likeness >= least) assert.equal(rough, likeness, `${a} ${b} ${least}`);
          else assert.ok(rough < least, `${a} ${b} ${least}`);
        }
  });
});

function likenessOf(a: string, b: string, least = 0): number {
  return nameLikeness(nameWords(a), nameWords(b), least);
}

function candidates(
  before: readonly string[],
  after: readonly string[],
  renames?: Renames,
): readonly string[] {
  const diff = diffSchemas(schemaFrom(...before), schemaFrom(...after), renames);
  for (const { likeness } of diff.candidates) assert.ok(likeness > 0 && likeness <= 1);
  return diff.candidates.map(
    ({ table, from, to }) => `${table === null ? '' : `${table}.`}${from}=${to}`,
  );
}
