import { quoteIdentifier } from '../../sql/identifier.ts';
import { atStatement, statementsOf } from '../objects.ts';
import { nameAtStart, savedTables } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const deleteAll: Rule = {
  code: 'FM107',
  name: 'delete-all',
  severity: 'warning',
  title: 'DELETE without WHERE empties a table',
  why: 'All rows go. If that is meant, say so in a comment; else name the rows in WHERE.',
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: 'DELETE FROM book;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: "DELETE FROM book WHERE title = '';\n",
  },
  *check(script) {
    const saved = savedTables(script);
    for (const statement of statementsOf(script, 'delete')) {
      const { table, where } = statement.form;
      if (where) continue;
      const first = nameAtStart(script, statement, table);
      if (first === undefined || saved.has(first)) continue;
      yield {
        ...atStatement(statement, `All rows of ${table} are deleted`),
        rows: {
          table: first,
          sql: `SELECT count(*) FROM ${quoteIdentifier(first)}`,
          what: `rows are in ${first}`,
          one: `row is in ${first}`,
        },
      };
    }
  },
};
