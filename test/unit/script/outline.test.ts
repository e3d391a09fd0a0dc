import assert from 'node:assert/strict';
import { outlineOf } from '../../../src/core/script/outline.ts';

describe('the outline of a script', () => {
  it('has each statement with its object and the columns of new tables', () => {
    const text = `-- A comment.
CREATE TABLE IF NOT EXISTS main.book (id INTEGER PRIMARY KEY, "a b" TEXT, UNIQUE (id));
CREATE UNIQUE INDEX i ON book (id);
CREATE TRIGGER t AFTER INSERT ON book BEGIN SELECT 1; END;
INSERT OR IGNORE INTO book VALUES (1, 'x');
UPDATE book SET id = 2;
PRAGMA user_version = 3;
CREATE TABLE half (`;
    const entries = outlineOf(text);
    assert.deepEqual(
      entries.map(({ kind, name, detail }) => `${kind}|${name}|${detail}`),
      [
        'table|book|CREATE TABLE',
        'index|i|CREATE INDEX',
        'trigger|t|CREATE TRIGGER',
        'rows|book|INSERT INTO',
        'rows|book|UPDATE',
        'other|PRAGMA|',
        'table|half|CREATE TABLE',
      ],
    );
    const [book] = entries;
    assert.ok(book);
    assert.equal(text.slice(book.nameStart, book.nameEnd), 'book');
    assert.deepEqual(
      book.children.map(({ name, detail, nameStart, nameEnd }) => [
        name,
        detail,
        text.slice(nameStart, nameEnd),
      ]),
      [
        ['id', 'INTEGER', 'id'],
        ['a b', 'TEXT', '"a b"'],
      ],
    );
  });
});
