import { rebuildFix } from '../alterFix.ts';
import { failuresOf } from '../failure.ts';
import type { Rule } from '../rule.ts';

export const addColumnKind: Rule = {
  code: 'FM207',
  name: 'add-column-kind',
  severity: 'error',
  title: 'ADD COLUMN takes no UNIQUE, PRIMARY KEY or STORED column',
  why: `Such a column needs an index or a value in every row, and ADD COLUMN writes neither. For UNIQUE, add the column and
then a unique index. For the others rebuild the table, or make a generated column VIRTUAL.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book ADD COLUMN isbn TEXT UNIQUE;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script:
      'ALTER TABLE book ADD COLUMN isbn TEXT;\nCREATE UNIQUE INDEX book_isbn ON book (isbn);\n',
  },
  *check(script) {
    for (const { statement, error } of failuresOf(script.statements, 'column-kind'))
      yield {
        message: `${error.message} with ALTER TABLE`,
        start: error.start,
        end: statement.start + (statement.lexemes.at(-1)?.end ?? 0),
        fixes: rebuildFix(script, statement),
      };
  },
};
