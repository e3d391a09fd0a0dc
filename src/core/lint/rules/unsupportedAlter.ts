import { rebuildFix } from '../alterFix.ts';
import { failuresOf } from '../failure.ts';
import type { Rule } from '../rule.ts';

export const unsupportedAlter: Rule = {
  code: 'FM206',
  name: 'unsupported-alter',
  severity: 'error',
  title: 'ALTER TABLE cannot do that in SQLite',
  why: `SQLite renames tables and columns, adds columns and drops columns; since 3.53 it also sets and drops NOT NULL, and
adds and drops CHECK. It takes one change a statement. Types, defaults, keys and foreign keys need a rebuild: a new table, a copy of
the rows, and the old name. The quick fix writes one that keeps rows, indexes, triggers and views.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, price INTEGER);',
    script: 'ALTER TABLE book ALTER COLUMN price SET DEFAULT 0;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, price INTEGER);',
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, price INTEGER DEFAULT 0);
INSERT INTO book_new (id, price) SELECT id, price FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  *check(script) {
    for (const { statement, error } of failuresOf(script.statements, 'alter'))
      yield {
        message: `SQLite cannot do this with ALTER TABLE (${error.message}). It needs a rebuild of the table`,
        start: error.start,
        end: error.end,
        fixes: rebuildFix(script, statement),
      };
  },
};
