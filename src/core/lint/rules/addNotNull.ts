import { quoteIdentifier } from '../../sql/identifier.ts';
import { rebuildFix } from '../alterFix.ts';
import { failuresOf } from '../failure.ts';
import type { Rule } from '../rule.ts';

export const addNotNull: Rule = {
  code: 'FM203',
  name: 'add-not-null',
  severity: 'error',
  title: 'A NOT NULL column without a default is added to a table that may have rows',
  why: `Rows that are there have no value for the new column, so SQLite refuses as soon as there is one row. With an empty
table, as in a test, it passes. Give the column a default, or add it without NOT NULL, fill it, and add NOT NULL by a rebuild.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book ADD COLUMN title TEXT NOT NULL;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: "ALTER TABLE book ADD COLUMN title TEXT NOT NULL DEFAULT '';\n",
  },
  *check(script) {
    for (const { statement, error } of failuresOf(script.statements, 'not-null-column')) {
      if (statement.form.kind !== 'add-column') continue;
      const { table, column } = statement.form;
      yield {
        message: `${table}.${column} must not be NULL and has no default, so this fails as soon as ${table} has a row`,
        start: error.start,
        end: statement.start + (statement.lexemes.at(-1)?.end ?? 0),
        rows: {
          table,
          sql: `SELECT count(*) FROM ${quoteIdentifier(table)}`,
          what: `rows are in ${table}`,
          one: `row is in ${table}`,
        },
        fixes: rebuildFix(script, statement),
      };
    }
  },
};
