import { quoteIdentifier } from '../../sql/identifier.ts';
import { atStatement, columnNamed, listed, statementsOf, tableNamed } from '../objects.ts';
import { nameAtStart } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const updateAll: Rule = {
  code: 'FM108',
  name: 'update-all',
  severity: 'warning',
  title: 'UPDATE without WHERE overwrites a column in every row',
  why: `The old values are lost in all rows. Filling a column that the script has just added is not meant, nor a value that
is made from the old one. If all rows are meant, say so in a comment.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, price INTEGER);',
    script: 'UPDATE book SET price = 0;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, price INTEGER);',
    script: `UPDATE book SET price = 0 WHERE price IS NULL;
UPDATE book SET price = price * 100;
`,
  },
  *check(script) {
    for (const statement of statementsOf(script, 'update')) {
      const { table, set, where } = statement.form;
      if (where) continue;
      const first = nameAtStart(script, statement, table);
      const old = tableNamed(script.start, first ?? '');
      if (first === undefined) continue;
      // A name that is there twice is read as well: the new value is made from the old one.
      const read = (name: string): boolean =>
        statement.lexemes.filter(
          ({ text }) => text.replaceAll(/["`[\]]/g, '').toLowerCase() === name.toLowerCase(),
        ).length > 1;
      const lost = set.filter((name) => columnNamed(old, name) !== undefined && !read(name));
      if (lost.length === 0) continue;
      yield {
        ...atStatement(
          statement,
          `${listed(lost)} of all rows of ${table} ${lost.length === 1 ? 'is' : 'are'} overwritten`,
        ),
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
