import { failuresOf } from '../failure.ts';
import type { Rule } from '../rule.ts';

export const statementFails: Rule = {
  code: 'FM201',
  name: 'statement-fails',
  severity: 'error',
  title: 'SQLite does not take a statement',
  why: `The script was run in a scratch database with the schema that the scripts before it make, and this statement
failed there. It will fail in a run too, and the migration is rolled back.`,
  bad: {
    script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\nCREATE INDEX by_title ON book (title);\n',
  },
  good: {
    script:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\nCREATE INDEX by_title ON book (title);\n',
  },
  *check({ statements }) {
    for (const { error } of failuresOf(statements, 'statement'))
      yield { message: error.message, start: error.start, end: error.end };
  },
};
