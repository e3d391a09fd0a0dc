import { sameName } from '../../sql/identifier.ts';
import { atStatement, columnNamed, hasName, listed } from '../objects.ts';
import { reads, rebuildsOf } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const rebuildLosesColumn: Rule = {
  code: 'FM103',
  name: 'rebuild-loses-column',
  severity: 'error',
  title: 'A rebuild keeps a column but does not copy its values',
  why: `The table is made anew with the column, but the INSERT that copies the rows leaves it out, so every row gets the
default or NULL. Name all columns on both sides of the copy. A column that the new table does not have and nothing reads
is a warning: its values are lost as with DROP COLUMN.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);',
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '', isbn TEXT);
INSERT INTO book_new (id, title) SELECT id, ifnull(title, '') FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);',
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '', isbn TEXT);
INSERT INTO book_new (id, title, isbn) SELECT id, ifnull(title, ''), isbn FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  *check(script) {
    for (const { before, after, copies } of rebuildsOf(script)) {
      const [first] = copies;
      if (first === undefined || copies.some(({ targets }) => targets === null)) continue;
      const names = before.columns
        .filter(({ generated }) => generated === null)
        .map(({ name }) => name);
      const kept = names.filter((name) => columnNamed(after, name)?.generated === null);
      const missed = kept.filter((name) =>
        copies.every(({ targets }) => !hasName(targets ?? [], name)),
      );
      if (missed.length > 0)
        yield atStatement(
          first.statement,
          `The copy leaves out ${listed(missed)}, so the values are lost`,
        );
      const gone = names.filter(
        (name) =>
          !after.columns.some((column) => sameName(column.name, name)) &&
          !copies.some((copy) => reads(copy, name)),
      );
      if (gone.length > 0)
        yield {
          ...atStatement(
            first.statement,
            `The new ${after.name} has no column ${listed(gone)}, so the values are lost`,
          ),
          severity: 'warning',
        };
    }
  },
};
