import { quoteIdentifier } from '../../sql/identifier.ts';
import { atStatement, columnNamed, statementsOf, tableNamed } from '../objects.ts';
import { nameAtStart } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const dropColumn: Rule = {
  code: 'FM102',
  name: 'drop-column',
  severity: 'warning',
  title: 'A column is dropped with its values',
  why: `Dropping a column loses its values, and SQLite writes every row anew. Copy what is still needed first, and let
programs stop using the column a release earlier.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);',
    script: 'ALTER TABLE book DROP COLUMN isbn;\n',
  },
  good: {
    before:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, price INTEGER, twice INTEGER AS (price * 2));',
    script: 'ALTER TABLE book DROP COLUMN twice;\n',
  },
  *check(script) {
    for (const statement of statementsOf(script, 'drop-column')) {
      const { table: name, column: dropped } = statement.form;
      if (statement.error !== null) continue;
      const first = nameAtStart(script, statement, name);
      const table = tableNamed(script.start, first ?? '');
      const column = columnNamed(table, dropped);
      if (first === undefined || column === undefined || column.generated !== null) continue;
      yield {
        ...atStatement(statement, `The values of ${name}.${dropped} are lost`),
        rows: {
          table: first,
          sql: `SELECT count(*) FROM ${quoteIdentifier(first)} WHERE ${quoteIdentifier(column.name)} IS NOT NULL`,
          what: `rows of ${first} have a value in it`,
          one: `row of ${first} has a value in it`,
        },
      };
    }
  },
};
