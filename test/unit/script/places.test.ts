import assert from 'node:assert/strict';
import { definitionOf, referencesTo } from '../../../src/core/script/places.ts';
import type { Place, ScriptSource } from '../../../src/core/script/places.ts';
import { subjectAt } from '../../../src/core/script/subject.ts';
import type { Subject } from '../../../src/core/script/subject.ts';
import { atCursor } from './library.ts';

const SCRIPTS: readonly ScriptSource[] = [
  {
    path: '1',
    text: `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id), title TEXT); -- book
`,
  },
  {
    path: '2',
    text: `ALTER TABLE book ADD COLUMN pages INTEGER;
CREATE INDEX book_title ON book (title);
INSERT INTO book (id, title) SELECT id, 'book' FROM author;
`,
  },
  {
    path: '3',
    text: `CREATE TABLE new_author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO new_author SELECT id, name FROM author;
DROP TABLE author;
ALTER TABLE new_author RENAME TO author;
ALTER TABLE book RENAME COLUMN pages TO length;
`,
  },
];

function subject(marked: string): Subject {
  const { text, offset } = atCursor(marked);
  const found = subjectAt(text, offset)?.subject;
  assert.ok(found, marked);
  return found;
}

function shown(places: readonly (Place | null)[]): readonly string[] {
  return places.map((place) =>
    place === null ? 'none' : `${place.path}:${place.line}:${place.column}`,
  );
}

describe('references', () => {
  it('are the places that name a table, and no column, text or comment of that name', () => {
    assert.deepEqual(shown(referencesTo(subject('SELECT * FROM BO|OK'), SCRIPTS)), [
      '1:2:14',
      '2:1:13',
      '2:2:28',
      '2:3:13',
      '3:5:13',
    ]);
    assert.deepEqual(shown(referencesTo(subject('SELECT * FROM aut|hor'), SCRIPTS)), [
      '1:1:14',
      '1:2:70',
      '2:3:53',
      '3:2:45',
      '3:3:12',
      '3:4:34',
    ]);
  });

  it('of a column are those of its own table', () => {
    assert.deepEqual(shown(referencesTo(subject('SELECT ti|tle FROM book'), SCRIPTS)), [
      '1:2:83',
      '2:2:34',
      '2:3:23',
    ]);
    assert.deepEqual(shown(referencesTo(subject('SELECT auth|or FROM book'), SCRIPTS)), ['1:2:44']);
    const ids = shown(referencesTo(subject('SELECT author.i|d FROM author'), SCRIPTS));
    assert.ok(ids.includes('1:2:78'), 'the key that is referenced');
    assert.ok(!ids.includes('1:2:20'), 'another table');
  });

  it('tell indexes from tables', () => {
    assert.deepEqual(shown(referencesTo(subject('DROP INDEX book_ti|tle'), SCRIPTS)), ['2:2:14']);
  });
});

describe('the definition', () => {
  const of = (marked: string): readonly string[] => shown([definitionOf(subject(marked), SCRIPTS)]);

  it('of a table is where it was changed last', () => {
    assert.deepEqual(of('SELECT * FROM bo|ok'), ['3:5:13']);
  });

  it('of a table that was rebuilt is its new form', () => {
    assert.deepEqual(of('SELECT * FROM aut|hor'), ['3:1:14']);
    assert.deepEqual(of('SELECT na|me FROM author'), ['3:1:50']);
  });

  it('of a column is where it got its name', () => {
    assert.deepEqual(of('SELECT ti|tle FROM book'), ['1:2:83']);
    assert.deepEqual(of('SELECT leng|th FROM book'), ['3:5:41']);
    assert.deepEqual(of('SELECT pag|es FROM book'), ['2:1:29']);
  });

  it('of what no script made is none', () => {
    assert.deepEqual(of('SELECT * FROM no|where'), ['none']);
  });
});
