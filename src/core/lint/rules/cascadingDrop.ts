import { sameName } from '../../sql/identifier.ts';
import {
  atStatement,
  enforcesForeignKeys,
  foreignKeysOf,
  listed,
  statementsOf,
} from '../objects.ts';
import type { Rule } from '../rule.ts';

export const cascadingDrop: Rule = {
  code: 'FM106',
  name: 'cascading-drop',
  severity: 'error',
  title: 'Dropping a parent table with foreign keys on changes rows of its children',
  why: `With foreign keys on, DROP TABLE deletes the rows first, and so fires ON DELETE of every foreign key that refers to
the table: CASCADE deletes the children's rows, SET NULL and SET DEFAULT overwrite them. Inside a rebuild, all children are
lost although the parent comes back. Leave the pragma out: scripts run with foreign keys off, and what they leave is checked.`,
  bad: {
    before: `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author ON DELETE CASCADE);
CREATE INDEX book_author ON book (author);`,
    script: `-- fastmigrate: no-transaction
PRAGMA foreign_keys = ON;
CREATE TABLE author_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO author_new (id, name) SELECT id, ifnull(name, '') FROM author;
DROP TABLE author;
ALTER TABLE author_new RENAME TO author;
`,
  },
  good: {
    before: `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author ON DELETE CASCADE);
CREATE INDEX book_author ON book (author);`,
    script: `CREATE TABLE author_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO author_new (id, name) SELECT id, ifnull(name, '') FROM author;
DROP TABLE author;
ALTER TABLE author_new RENAME TO author;
`,
  },
  *check(script) {
    for (const statement of statementsOf(script, 'drop')) {
      const { object, name } = statement.form;
      if (object !== 'table' || !enforcesForeignKeys(script, statement)) continue;
      const children = foreignKeysOf(statement.before).filter(
        ({ child, key }) =>
          sameName(key.parent, name) &&
          !sameName(child.name, name) &&
          /^(?:CASCADE|SET )/.test(key.onDelete),
      );
      if (children.length === 0) continue;
      const what = children.map(({ child, key }) => `${child.name} (ON DELETE ${key.onDelete})`);
      yield atStatement(
        statement,
        `Foreign keys are on, so dropping ${name} changes the rows of ${listed(what)}`,
      );
    }
  },
};
