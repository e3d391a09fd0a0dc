import { atStatement, statementsOf, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const createTableAs: Rule = {
  code: 'FM311',
  name: 'create-table-as',
  severity: 'warning',
  title: 'CREATE TABLE … AS makes a table without keys and constraints',
  why: `The new table has the columns' names and little else: no PRIMARY KEY, NOT NULL, DEFAULT, CHECK, UNIQUE or foreign key, and
its types are shortened. Write the table down, then use INSERT … SELECT. A temporary table, and one that is dropped in
the same script, is not meant.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL);',
    script: 'CREATE TABLE archive AS SELECT * FROM book;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL);',
    script: `CREATE TABLE archive (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO archive (id, title) SELECT id, title FROM book;
`,
  },
  *check(script) {
    for (const statement of statementsOf(script, 'create')) {
      const { asSelect, temporary, name } = statement.form;
      const isKept =
        !script.known ||
        tableNamed(script.end, name) !== undefined ||
        statementsOf(script, 'rename-table').some(({ form }) => form.table === name);
      if (asSelect && !temporary && statement.error === null && isKept)
        yield atStatement(statement, `${name} gets no keys, constraints and defaults`);
    }
  },
};
