import { sameName } from '../../sql/identifier.ts';
import { atStatement, foreignKeysOf, listed, statementsOf, tableNamed } from '../objects.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { LintedScript, Rule } from '../rule.ts';
import type { WalkedStatement } from '../walk.ts';

export const renameOldFirst: Rule = {
  code: 'FM302',
  name: 'rename-old-first',
  severity: 'error',
  title: 'Renaming the old table away takes foreign keys, triggers and views along',
  why: `ALTER TABLE … RENAME TO rewrites every foreign key, trigger and view that mentions the table. When the old table is
renamed first, they refer to it under its new name, and then it is dropped. Make the new table under another name, copy,
drop the old one, and rename the new one last. With PRAGMA legacy_alter_table = ON nothing is rewritten.`,
  bad: {
    before: `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author);
CREATE INDEX book_author ON book (author);`,
    script: `ALTER TABLE author RENAME TO author_old;
CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO author (id, name) SELECT id, ifnull(name, '') FROM author_old;
DROP TABLE author_old;
`,
  },
  good: {
    before: `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author);
CREATE INDEX book_author ON book (author);`,
    script: `CREATE TABLE author_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO author_new (id, name) SELECT id, ifnull(name, '') FROM author;
DROP TABLE author;
ALTER TABLE author_new RENAME TO author;
`,
  },
  *check(script) {
    for (const { before, oldFirst } of rebuildsOf(script)) {
      if (!oldFirst) continue;
      const rename = statementsOf(script, 'rename-table').find(({ form }) =>
        sameName(form.table, before.name),
      );
      if (rename === undefined) continue;
      const dragged = draggedBy(script, rename, before.name, rename.form.to);
      if (dragged.length > 0)
        yield atStatement(
          rename,
          `This turns ${listed(dragged)} to ${rename.form.to}, which is dropped later`,
        );
    }
  },
};

function draggedBy(
  script: LintedScript,
  rename: WalkedStatement,
  name: string,
  to: string,
): readonly string[] {
  const { before, after } = rename;
  const keys = foreignKeysOf(script.end)
    .filter(({ child, key }) => sameName(key.parent, to) && !sameName(child.name, to))
    .map(({ child }) => `the foreign key of ${child.name}`);
  const changed = (kind: 'views' | 'triggers'): readonly string[] =>
    after[kind]
      .filter((each) => {
        const old = before[kind].find((other) => sameName(other.name, each.name));
        const isOwn = 'table' in each && typeof each.table === 'string' && sameName(each.table, to);
        return old !== undefined && old.canonical !== each.canonical && !isOwn;
      })
      .map((each) => `the ${kind === 'views' ? 'view' : 'trigger'} ${each.name}`);
  return tableNamed(before, name) === undefined
    ? []
    : [...new Set([...keys, ...changed('views'), ...changed('triggers')])];
}
