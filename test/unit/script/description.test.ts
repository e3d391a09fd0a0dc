import assert from 'node:assert/strict';
import { descriptionAt } from '../../../src/core/script/description.ts';
import type { Description } from '../../../src/core/script/description.ts';
import { atCursor, LIBRARY, schemaOf } from './library.ts';

const schema = schemaOf(LIBRARY);

function describedAt(marked: string): Description | null {
  const { text, offset } = atCursor(marked);
  return descriptionAt(text, offset, schema);
}

describe('hover', () => {
  it('shows a table with what belongs to it', () => {
    const found = describedAt('SELECT * FROM b|ook');
    assert.equal(found?.title, 'table book');
    assert.match(found.sql, /^CREATE TABLE book \(/);
    assert.deepEqual(found.notes, ['Indexes: book_title', 'Triggers: book_gone']);
    assert.deepEqual([found.start, found.end], [14, 18]);
  });

  it('shows a column by its definition, its keys and its indexes', () => {
    assert.deepEqual(describedAt('UPDATE book SET ti|tle = 1')?.notes, ['In index: book_title']);
    const author = describedAt('SELECT b.auth|or FROM book b, author a');
    assert.equal(author?.title, 'column book.author');
    assert.equal(author.sql, 'author INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE');
    assert.deepEqual(author.notes, ['References author (id), ON DELETE CASCADE']);
  });

  it('takes a column without a table for that of the table that has it', () => {
    assert.equal(describedAt('SELECT bo|rn FROM book, author')?.title, 'column author.born');
  });

  it('knows aliases, and the columns of views', () => {
    assert.equal(describedAt('SELECT b|.title FROM book b')?.title, 'table book');
    assert.equal(describedAt('SELECT wri|ter FROM titles')?.title, 'column titles.writer');
  });

  it('shows indexes and triggers', () => {
    assert.equal(
      describedAt('DROP INDEX book_|title')?.sql,
      'CREATE INDEX book_title ON book (title)',
    );
    assert.deepEqual(describedAt('DROP TRIGGER book_|gone')?.notes, ['on book']);
  });

  it('says where rows are at stake', () => {
    assert.equal(describedAt('DR|OP TABLE book')?.staked, true);
    assert.equal(describedAt('DELETE FROM bo|ok WHERE id = 1')?.staked, true);
    assert.equal(describedAt('UPDATE bo|ok SET id = 1')?.staked, true);
    assert.equal(describedAt('DELETE FROM book WHERE i|d = 1')?.staked, false);
    assert.equal(describedAt('SELECT * FROM bo|ok')?.staked, false);
  });

  it('says nothing of what is not there, and nothing in comments and texts', () => {
    for (const marked of ['SELECT * FROM no|where', '-- bo|ok', "SELECT 'bo|ok'", 'SEL|ECT 1', '|'])
      assert.equal(describedAt(marked), null, marked);
  });
});
