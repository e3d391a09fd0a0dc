import { quoteIdentifier } from '../../sql/identifier.ts';
import { atStatement, columnNamed, hasName, statementsOf, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const addReferenceDefault: Rule = {
  code: 'FM211',
  name: 'add-reference-default',
  severity: 'warning',
  title: 'A foreign key column is added with a default that every row gets',
  why: `Every row then refers to that parent, which has to be there: else the migration leaves foreign key violations and is
rolled back. With foreign keys on, SQLite refuses the statement. Let the default be NULL and fill the column.`,
  bad: {
    before:
      'CREATE TABLE shelf (id INTEGER PRIMARY KEY);\nCREATE TABLE book (id INTEGER PRIMARY KEY);',
    script:
      'ALTER TABLE book ADD COLUMN shelf INTEGER DEFAULT 1 REFERENCES shelf;\nCREATE INDEX book_shelf ON book (shelf);\n',
  },
  good: {
    before:
      'CREATE TABLE shelf (id INTEGER PRIMARY KEY);\nCREATE TABLE book (id INTEGER PRIMARY KEY);',
    script:
      'ALTER TABLE book ADD COLUMN shelf INTEGER REFERENCES shelf;\nCREATE INDEX book_shelf ON book (shelf);\n',
  },
  *check(script) {
    for (const statement of statementsOf(script, 'add-column')) {
      const { table: name, column } = statement.form;
      const table = tableNamed(statement.after, name);
      const value = columnNamed(table, column)?.default;
      const key = table?.foreignKeys.find(({ columns }) => hasName(columns, column));
      if (!value || value.canonical === 'null' || !key || !tableNamed(script.start, name)) continue;
      yield {
        ...atStatement(
          statement,
          `Every row of ${name} gets ${value.text} in ${column}, and ${key.parent} must have such a row`,
        ),
        rows: {
          table: name,
          sql: `SELECT count(*) FROM ${quoteIdentifier(name)}`,
          what: `rows are in ${name}`,
          one: `row is in ${name}`,
        },
      };
    }
  },
};
