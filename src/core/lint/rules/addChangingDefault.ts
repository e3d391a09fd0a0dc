import { rebuildFix } from '../alterFix.ts';
import { failuresOf } from '../failure.ts';
import type { Rule } from '../rule.ts';

export const addChangingDefault: Rule = {
  code: 'FM204',
  name: 'add-changing-default',
  severity: 'error',
  title: 'A column whose default is worked out is added to a table that may have rows',
  why: `ADD COLUMN writes no row, so the default has to be a constant: CURRENT_TIMESTAMP and anything in parentheses are
refused as soon as the table has a row. With an empty table, as in a test, it passes. Rebuild the table, or add the
column without a default and fill it.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book ADD COLUMN made_at TEXT DEFAULT CURRENT_TIMESTAMP;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script:
      'ALTER TABLE book ADD COLUMN made_at TEXT;\nUPDATE book SET made_at = CURRENT_TIMESTAMP;\n',
  },
  *check(script) {
    for (const { statement, error } of failuresOf(script.statements, 'changing-default')) {
      const table = statement.form.kind === 'add-column' ? statement.form.table : '';
      yield {
        message: `The default is no constant, so this fails as soon as ${table} has a row`,
        start: error.start,
        end: statement.start + (statement.lexemes.at(-1)?.end ?? 0),
        fixes: rebuildFix(script, statement),
      };
    }
  },
};
