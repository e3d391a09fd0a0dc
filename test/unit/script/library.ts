import { Scratch } from '../../../src/core/script/scratch.ts';
import type { Schema } from '../../../src/core/schema/model.ts';
import { splitStatements } from '../../../src/core/sql/split.ts';

export const LIBRARY = `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL, born INTEGER);
CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  author INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE,
  title TEXT NOT NULL DEFAULT '',
  "order" INTEGER
);
CREATE INDEX book_title ON book (title);
CREATE VIEW titles AS SELECT b.title, a.name AS writer FROM book b JOIN author a ON a.id = b.author;
CREATE TRIGGER book_gone AFTER DELETE ON book BEGIN UPDATE author SET born = born; END;
`;

/** The schema that a script makes from nothing. */
export function schemaOf(script: string): Schema {
  const scratch = new Scratch();
  for (const { text } of splitStatements(script)) {
    const trial = scratch.try(text);
    if (trial.kind === 'failed') throw new Error(`${trial.message}: ${text}`);
  }
  const schema = scratch.schema();
  scratch.close();
  return schema;
}

/** A text with one `|`, taken apart. */
export function atCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}
