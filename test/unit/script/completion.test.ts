import assert from 'node:assert/strict';
import { completionsAt } from '../../../src/core/script/completion.ts';
import type { Completion } from '../../../src/core/script/completion.ts';
import { atCursor, LIBRARY, schemaOf } from './library.ts';

const schema = schemaOf(LIBRARY);

function items(marked: string): readonly Completion[] {
  const { text, offset } = atCursor(marked);
  return completionsAt(text, offset, schema).items;
}

function labels(marked: string): readonly string[] {
  return items(marked).map(({ label }) => label);
}

const RELATIONS = ['author', 'book', 'titles'];
const BOOK = ['id', 'author', 'title', 'order'];
const AUTHOR = ['id', 'name', 'born'];

/** What is written, and all that is proposed. */
const CASES: readonly (readonly [marked: string, labels: readonly string[]])[] = [
  ['SELECT * FROM |', RELATIONS],
  ['SELECT * FROM bo|', ['book']],
  ['SELECT * FROM author, |', RELATIONS],
  ['SELECT * FROM author JOIN |', RELATIONS],
  ['SELECT * FROM main.|', RELATIONS],
  ['INSERT INTO |', RELATIONS],
  ['INSERT INTO book (|', BOOK],
  ['INSERT INTO book (id, |) VALUES (1)', BOOK],
  ['UPDATE |', RELATIONS],
  ['UPDATE OR IGNORE |', RELATIONS],
  ['UPDATE book SET |', BOOK],
  ['UPDATE book SET title = 1 WHERE ti|', ['title']],
  ['DELETE FROM |', RELATIONS],
  ['DELETE FROM author WHERE |', AUTHOR],
  ['SELECT | FROM author', AUTHOR],
  ['SELECT b.| FROM author a, book AS b', BOOK],
  ['SELECT a.| FROM author a, book AS b', AUTHOR],
  ['SELECT writer, | FROM titles', ['title', 'writer']],
  ['ALTER TABLE |', RELATIONS],
  ['ALTER TABLE book RENAME COLUMN |', BOOK],
  ['ALTER TABLE book DROP COLUMN |', BOOK],
  ['ALTER TABLE book |', ['ADD COLUMN', 'DROP COLUMN', 'RENAME COLUMN', 'RENAME TO']],
  ['DROP TABLE IF EXISTS |', RELATIONS],
  ['DROP VIEW |', ['titles']],
  ['DROP INDEX IF EXISTS |', ['book_title']],
  ['DROP TRIGGER |', ['book_gone']],
  ['CREATE INDEX i ON |', RELATIONS],
  ['CREATE UNIQUE INDEX i ON book (|', BOOK],
  ['CREATE TABLE x (y INTEGER REFERENCES |', RELATIONS],
  ['CREATE TABLE x (y INTEGER REFERENCES author (|', AUTHOR],
  ['CREATE TRIGGER t AFTER INSERT ON |', RELATIONS],
  ['CREATE TRIGGER t AFTER INSERT ON book BEGIN UPDATE author SET born = new.|', BOOK],
  ['CREATE TRIGGER t AFTER INSERT ON book BEGIN DELETE FROM au|', ['author']],
  ['WITH old AS (SELECT 1) SELECT * FROM ol|', ['old']],
  ['PRAGMA foreign_key_c|', ['foreign_key_check']],
];

describe('completion', () => {
  for (const [marked, expected] of CASES)
    it(`proposes ${expected.join(', ')} at ${marked}`, () => {
      assert.deepEqual(labels(marked), expected);
    });

  it('proposes nothing in comments and texts', () => {
    for (const marked of ['-- SELECT * FROM |', "SELECT 'FROM |'", '/* FROM | */', 'SELECT 12|'])
      assert.deepEqual(labels(marked), [], marked);
  });

  it('proposes keywords only where no name fits', () => {
    assert.ok(labels('|').includes('CREATE TABLE'));
    assert.ok(labels('SELECT * FROM book |').includes('WHERE'));
    assert.ok(labels('SELECT 1;\n|').includes('INSERT INTO'));
    assert.deepEqual(labels('SELECT title FROM book WHE|'), ['WHEN', 'WHERE']);
    assert.ok(!labels('SELECT | FROM book').includes('FROM'));
  });

  it('puts names in quotes where SQL needs them', () => {
    const order = items('SELECT | FROM book').find(({ label }) => label === 'order');
    assert.equal(order?.insert, '"order"');
    assert.equal(order.detail, 'INTEGER · book');
  });

  it('replaces the name that is being written, to its end', () => {
    const { text, offset } = atCursor('SELECT * FROM bo|ok');
    const { start, end } = completionsAt(text, offset, schema);
    assert.deepEqual([start, end], [14, 18]);
  });

  it('tells tables apart where a statement has several', () => {
    assert.deepEqual(
      items('SELECT a.id, | FROM author a JOIN book ON 1')
        .filter(({ kind }) => kind === 'table')
        .map(({ label, detail }) => `${label} ${detail}`),
      ['a author', 'book '],
    );
  });
});
