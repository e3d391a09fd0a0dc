import { sameName } from '../../sql/identifier.ts';
import { rebuildsOf } from '../rebuild.ts';
import { atColumn, foreignKeysOf, hasName, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';
import { placeOfTable } from '../tablePlace.ts';

export const parentMissing: Rule = {
  code: 'FM309',
  name: 'parent-missing',
  severity: 'warning',
  title: 'A foreign key refers to a table that is not there',
  why: `SQLite takes such a foreign key without a word. With foreign keys on, no row with a value in it can be written, and each
one counts as a violation. The name may be mistyped, or the parent was dropped or renamed.`,
  bad: {
    script: `CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES authors);
CREATE INDEX book_author ON book (author);
`,
  },
  good: {
    script: `CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES authors);
CREATE INDEX book_author ON book (author);
CREATE TABLE authors (id INTEGER PRIMARY KEY);
`,
  },
  *check(script) {
    const old = foreignKeysOf(script.start);
    // Foreign keys that went along with a table that was renamed away have a rule of their own.
    const dragged = rebuildsOf(script).flatMap(({ drop, oldFirst }) =>
      oldFirst ? [drop.form.name] : [],
    );
    for (const { child, key } of foreignKeysOf(script.end)) {
      if (tableNamed(script.end, key.parent) || hasName(dragged, key.parent)) continue;
      const wasSo =
        old.some(
          (each) => sameName(each.child.name, child.name) && sameName(each.key.parent, key.parent),
        ) && !tableNamed(script.start, key.parent);
      const place =
        placeOfTable(script, key.parent) ?? placeOfTable(script, child.name, key.columns);
      if (!wasSo && place)
        yield atColumn(
          place,
          child.name,
          key.columns[0],
          `The foreign key of ${child.name} refers to ${key.parent}, which is not there at the end`,
        );
    }
  },
};
