import { sameName } from '../../sql/identifier.ts';
import { atStatement, enforcesForeignKeys, foreignKeysOf, statementsOf } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const deferForeignKeys: Rule = {
  code: 'FM406',
  name: 'defer-foreign-keys',
  severity: 'error',
  title: 'PRAGMA defer_foreign_keys does not stop ON DELETE CASCADE',
  why: `It delays the check until COMMIT. The actions of foreign keys, CASCADE, SET NULL and SET DEFAULT, happen at once all the
same, so dropping a parent in a rebuild empties its children. Leave foreign keys off instead, as they are by default here.`,
  bad: {
    before: `CREATE TABLE author (id INTEGER PRIMARY KEY);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author ON DELETE CASCADE);
CREATE INDEX book_author ON book (author);`,
    script: `-- fastmigrate: no-transaction
PRAGMA foreign_keys = ON;
PRAGMA defer_foreign_keys = ON;
DELETE FROM author WHERE id > 1;
`,
  },
  good: {
    before: 'CREATE TABLE author (id INTEGER PRIMARY KEY);',
    script: 'DELETE FROM author WHERE id > 1;\n',
  },
  *check(script) {
    for (const statement of statementsOf(script, 'pragma')) {
      if (statement.form.name !== 'defer_foreign_keys' || !enforcesForeignKeys(script, statement))
        continue;
      const goes = script.statements.find(
        ({ form, start }) =>
          start > statement.start &&
          ((form.kind === 'drop' && form.object === 'table') || form.kind === 'delete') &&
          foreignKeysOf(script.start).some(
            ({ key }) =>
              sameName(key.parent, form.kind === 'delete' ? form.table : form.name) &&
              /^(?:CASCADE|SET )/.test(key.onDelete),
          ),
      );
      if (goes)
        yield atStatement(
          statement,
          'This delays the check and not the actions: rows of children change all the same',
        );
    }
  },
};
