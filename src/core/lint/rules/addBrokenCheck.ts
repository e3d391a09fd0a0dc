import { atStatement } from '../objects.ts';
import { failuresOf } from '../failure.ts';
import type { Rule } from '../rule.ts';

export const addBrokenCheck: Rule = {
  code: 'FM205',
  name: 'add-broken-check',
  severity: 'error',
  title: "A new column's default breaks its own CHECK",
  why: `Since 3.37 SQLite tests the rows that are there when a column with CHECK is added, and they all get the default. The
statement fails as soon as there is a row. Choose a default that the CHECK permits.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book ADD COLUMN stars INTEGER DEFAULT 0 CHECK (stars > 0);\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book ADD COLUMN stars INTEGER DEFAULT 1 CHECK (stars > 0);\n',
  },
  *check({ statements }) {
    for (const { statement } of failuresOf(statements, 'new-check'))
      yield atStatement(
        statement,
        'The default breaks the CHECK, so this fails as soon as the table has a row',
      );
  },
};
