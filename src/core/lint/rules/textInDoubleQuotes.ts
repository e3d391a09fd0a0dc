import { unquote } from '../../sql/identifier.ts';
import type { Rule } from '../rule.ts';

export const textInDoubleQuotes: Rule = {
  code: 'FM301',
  name: 'text-in-double-quotes',
  severity: 'warning',
  title: 'A name in double quotes is taken for a text',
  why: `Double quotes are for names. Where no column has the name, SQLite takes it for a text without a word, so a typing error
becomes a constant. Builds of SQLite without this quirk, the one of the sqlite3 program since 3.41 among them, refuse the statement.
Write texts in single quotes.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: 'UPDATE book SET title = "none" WHERE title IS NULL;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: "UPDATE book SET title = 'none' WHERE title IS NULL;\n",
  },
  *check({ statements }) {
    for (const { textLiterals, start } of statements)
      for (const lexeme of textLiterals) {
        const place = { start: start + lexeme.start, end: start + lexeme.end };
        const text = `'${unquote(lexeme.text).replaceAll("'", "''")}'`;
        yield {
          ...place,
          message: `No column is called ${lexeme.text}, so SQLite takes it for a text`,
          fixes: [{ kind: 'edit', title: `Write ${text}`, edits: [{ ...place, text }] }],
        };
      }
  },
};
