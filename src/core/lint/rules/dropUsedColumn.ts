import { quoteIdentifier } from '../../sql/identifier.ts';
import { failuresOf } from '../failure.ts';
import type { Fix } from '../finding.ts';
import type { Rule } from '../rule.ts';

export const dropUsedColumn: Rule = {
  code: 'FM208',
  name: 'drop-used-column',
  severity: 'error',
  title: 'A column that something uses cannot be dropped',
  why: `SQLite refuses to drop a column of a key, and one that an index, a CHECK, a generated column, a trigger or a view
uses. Drop or change that first; a column of a key needs a rebuild of the table.`,
  bad: {
    before:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, isbn TEXT);\nCREATE INDEX by_isbn ON book (isbn);',
    script: 'ALTER TABLE book DROP COLUMN isbn;\n',
  },
  good: {
    before:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, isbn TEXT);\nCREATE INDEX by_isbn ON book (isbn);',
    script:
      'DROP INDEX by_isbn;\n-- fastmigrate-ignore drop-column: nobody has one\nALTER TABLE book DROP COLUMN isbn;\n',
  },
  *check({ statements }) {
    for (const { statement, error } of failuresOf(statements, 'drop-column')) {
      const index = /^error in index (.+) after drop column/s.exec(error.message)?.[1];
      const end = statement.start + (statement.lexemes.at(-1)?.end ?? 0);
      yield {
        message: error.message,
        start: error.start,
        end,
        fixes: index === undefined ? [] : [dropFirst(index, statement.start)],
      };
    }
  },
};

function dropFirst(index: string, start: number): Fix {
  const text = `DROP INDEX ${quoteIdentifier(index)};\n`;
  return {
    kind: 'edit',
    title: `Drop the index ${index} first`,
    edits: [{ start, end: start, text }],
  };
}
