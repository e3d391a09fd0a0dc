import { headerDirectives } from '../../sql/statementKind.ts';
import { atStatement, statementsOf } from '../objects.ts';
import type { Fix } from '../finding.ts';
import type { Rule } from '../rule.ts';

export const foreignKeysPragma: Rule = {
  code: 'FM405',
  name: 'foreign-keys-pragma',
  severity: 'warning',
  title: 'PRAGMA foreign_keys does nothing in a transaction',
  why: `SQLite ignores the pragma inside a transaction, so with most tools it protects nothing there, and a DROP TABLE deletes
the rows of the children. Here scripts run with foreign keys off anyway, and new violations fail the migration, so OFF is not needed. ON
makes the whole script run outside a transaction, where it takes effect. Remove it. If a script needs foreign keys on, say so with the header
\`-- fastmigrate: no-transaction\`.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'PRAGMA foreign_keys = OFF;\nALTER TABLE book ADD COLUMN title TEXT;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book ADD COLUMN title TEXT;\n',
  },
  *check(script) {
    if (headerDirectives(script.text).includes('no-transaction')) return;
    for (const statement of statementsOf(script, 'pragma')) {
      const { name, value } = statement.form;
      if (name !== 'foreign_keys' || value === null) continue;
      const on = /^(?:[1-9]\d*|on|yes|true)$/.test(value);
      const { start, end } = statement;
      const remove: Fix = {
        kind: 'edit',
        title: 'Remove the pragma',
        edits: [{ start, end: script.text[end] === '\n' ? end + 1 : end, text: '' }],
      };
      const header: Fix = {
        kind: 'edit',
        title: 'Run the script outside a transaction',
        edits: [{ start: 0, end: 0, text: '-- fastmigrate: no-transaction\n' }],
      };
      yield on
        ? {
            ...atStatement(statement, 'This makes the whole script run outside a transaction'),
            fixes: [remove, header],
          }
        : {
            ...atStatement(
              statement,
              'This does nothing in a transaction, and foreign keys are off already',
            ),
            severity: 'info',
            fixes: [remove],
          };
    }
  },
};
