import { atStatement, statementsOf, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const leftoverTable: Rule = {
  code: 'FM310',
  name: 'leftover-table',
  severity: 'warning',
  title: 'A table of a rebuild is left behind',
  why: `A table called new_x, x_new, __new_x, x_old, old_x, x_tmp or _alembic_tmp_x is made on the way and should be gone at
the end. One that stays holds old rows, takes space, and makes the next script that uses the name fail.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: `ALTER TABLE book RENAME TO book_old;
CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '');
INSERT INTO book (id, title) SELECT id, ifnull(title, '') FROM book_old;
`,
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);',
    script: `ALTER TABLE book RENAME TO book_old;
CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '');
INSERT INTO book (id, title) SELECT id, ifnull(title, '') FROM book_old;
DROP TABLE book_old;
`,
  },
  *check(script) {
    for (const table of script.end.tables) {
      const stem = stemOf(table.name);
      if (
        stem === undefined ||
        tableNamed(script.start, table.name) ||
        !(tableNamed(script.start, stem) ?? tableNamed(script.end, stem))
      )
        continue;
      const place =
        statementsOf(script, 'rename-table').find(({ form }) => form.to === table.name) ??
        statementsOf(script, 'create').find(({ form }) => form.name === table.name);
      if (place) yield atStatement(place, `${table.name} is still there at the end of the script`);
    }
  },
};

/** The table that a name of a passing table is made from. */
function stemOf(name: string): string | undefined {
  const match =
    /^(?:_alembic_tmp_|__new_|new_|old_|tmp_|temp_|_)(?<behind>.+)$|^(?<before>.+?)(?:__new|_new|_old|_tmp|_temp|_backup|_bak)$/i.exec(
      name,
    );
  return match?.groups?.['behind'] ?? match?.groups?.['before'];
}
