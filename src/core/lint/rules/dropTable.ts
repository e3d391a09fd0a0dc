import { quoteIdentifier, sameName } from '../../sql/identifier.ts';
import { atStatement, statementsOf } from '../objects.ts';
import { nameAtStart, savedTables } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const dropTable: Rule = {
  code: 'FM101',
  name: 'drop-table',
  severity: 'warning',
  title: 'A table is dropped with its rows',
  why: `Dropping a table loses its rows, and its indexes and triggers go with it. A table that the script made itself, or
whose rows it has copied into another one before, is not meant. Copy what is still needed first. If the rows may go, say
so in a comment.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: 'DROP TABLE book;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: `CREATE TABLE work (id INTEGER PRIMARY KEY, title TEXT);
INSERT INTO work (id, title) SELECT id, title FROM book;
DROP TABLE book;
`,
  },
  *check(script) {
    const saved = savedTables(script);
    for (const statement of statementsOf(script, 'drop')) {
      const { object, name } = statement.form;
      if (object !== 'table' || statement.error !== null) continue;
      const first = nameAtStart(script, statement, name);
      if (first === undefined || saved.has(first)) continue;
      const now = statement.after.tables.some((table) => sameName(table.name, name));
      if (now) continue;
      yield {
        ...atStatement(statement, `The table ${name} and its rows are lost`),
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
