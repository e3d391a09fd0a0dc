import type { Renames } from '../../../src/core/schema/change.ts';
import { describeChanges } from '../../../src/core/schema/diff/describe.ts';
import { diffSchemas } from '../../../src/core/schema/diff/diff.ts';
import { schemaFrom } from './parseFacts.ts';

/** No answer to any question. */
export const NONE: Renames = { tables: [], columns: [] };

/** A table whose column `mail` much depends on. */
export const AUTHOR = `CREATE TABLE author (id INTEGER PRIMARY KEY, mail TEXT UNIQUE CHECK (mail LIKE '%@%'), first TEXT, name AS (first || mail))`;

/** A table that refers to it. */
export const BOOK =
  'CREATE TABLE book (id INTEGER PRIMARY KEY, author REFERENCES author (id), mail)';

/** What depends on both. */
export const OBJECTS = [
  'CREATE INDEX i ON author (mail COLLATE NOCASE) WHERE mail IS NOT NULL',
  'CREATE VIEW v AS SELECT author.mail, a.mail FROM author JOIN author AS a JOIN book b ON b.author = a.id WHERE b.mail > 1',
  `CREATE TRIGGER t AFTER UPDATE OF mail ON author WHEN new.mail <> old.mail BEGIN
    UPDATE author SET first = new.mail WHERE mail = old.mail; END`,
];

/** All of them. */
export const SHOP = [AUTHOR, BOOK, ...OBJECTS];

/** In what two schemas differ, as lines for people. */
export function lines(
  before: readonly string[],
  after: readonly string[],
  renames: Renames = NONE,
): readonly string[] {
  return describeChanges(diffSchemas(schemaFrom(...before), schemaFrom(...after), renames).changes);
}

/** The answer that a table was renamed. */
export function table(from: string, to: string): Renames {
  return { tables: [{ from, to }], columns: [] };
}

/** The answer that a column was renamed. */
export function column(of: string, from: string, to: string): Renames {
  return { tables: [], columns: [{ table: of, from, to }] };
}
