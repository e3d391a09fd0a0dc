import { isChanged } from '../../schema/plan/valueAfter.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { atStatement, columnNamed } from '../objects.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const typeChange: Rule = {
  code: 'FM114',
  name: 'type-change',
  severity: 'warning',
  title: 'A column gets another type, and values change with it',
  why: `SQLite converts by affinity when rows are copied, without an error: the text 007 becomes the number 7 in an INTEGER
column, 1 becomes the text 1 in a TEXT column, a long decimal becomes a REAL. Text that is no number stays text. Look at
the rows first.`,
  bad: {
    before: 'CREATE TABLE person (id INTEGER PRIMARY KEY, phone TEXT);',
    script: `CREATE TABLE person_new (id INTEGER PRIMARY KEY, phone INTEGER);
INSERT INTO person_new (id, phone) SELECT id, phone FROM person;
DROP TABLE person;
ALTER TABLE person_new RENAME TO person;
`,
  },
  good: {
    before: 'CREATE TABLE person (id INTEGER PRIMARY KEY, phone VARCHAR(20));',
    script: `CREATE TABLE person_new (id INTEGER PRIMARY KEY, phone TEXT);
INSERT INTO person_new (id, phone) SELECT id, phone FROM person;
DROP TABLE person;
ALTER TABLE person_new RENAME TO person;
`,
  },
  *check(script) {
    for (const { before, after, create } of rebuildsOf(script))
      for (const old of before.columns) {
        const column = columnNamed(after, old.name);
        if (
          !column ||
          column.affinity === old.affinity ||
          column.affinity === 'BLOB' ||
          column.generated !== null
        )
          continue;
        if (old.affinity === 'INTEGER' && column.affinity === 'NUMERIC') continue;
        yield {
          ...atStatement(
            create,
            `${before.name}.${old.name} goes from ${old.type || 'no type'} to ${column.type || 'no type'}, which changes values on the way`,
          ),
          rows: {
            table: before.name,
            sql: `SELECT count(*) FROM ${quoteIdentifier(before.name)} WHERE ${isChanged(quoteIdentifier(old.name), column.affinity)}`,
            what: `rows of ${before.name} change`,
            one: `row of ${before.name} changes`,
          },
        };
      }
  },
};
