import { atStatement, columnNamed, statementsOf, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const renamesColumn: Rule = {
  code: 'FM503',
  name: 'renames-column',
  severity: 'info',
  title: 'A column gets another name, which programs must know',
  why: `Programs that still use the old name fail from the moment of the migration. Change them at the same time, or add the new
column, let programs write both, and drop the old one later.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: 'ALTER TABLE book RENAME COLUMN title TO name;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: 'ALTER TABLE book ADD COLUMN name TEXT;\nUPDATE book SET name = title;\n',
  },
  *check(script) {
    for (const statement of statementsOf(script, 'rename-column')) {
      const { table, column, to } = statement.form;
      if (statement.error || !columnNamed(tableNamed(script.start, table), column)) continue;
      yield atStatement(
        statement,
        `Programs that use ${table}.${column} have to use ${to} from now on`,
      );
    }
  },
};
