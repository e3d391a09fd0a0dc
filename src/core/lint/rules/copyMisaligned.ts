import { sameName } from '../../sql/identifier.ts';
import { atStatement, hasName } from '../objects.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const copyMisaligned: Rule = {
  code: 'FM105',
  name: 'copy-misaligned',
  severity: 'error',
  title: 'A rebuild copies values into other columns',
  why: `INSERT … SELECT goes by position and not by name. Where the columns stand in another order, or SELECT * meets a table
whose columns were made in another order, values land in the wrong columns without an error. Name the columns on both
sides in the same order.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);',
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, isbn TEXT, title TEXT);
INSERT INTO book_new SELECT * FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, isbn TEXT);',
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, isbn TEXT, title TEXT);
INSERT INTO book_new (id, isbn, title) SELECT id, isbn, title FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  *check(script) {
    for (const { after, copies } of rebuildsOf(script))
      for (const { statement, sources, targets } of copies) {
        if (sources === null || targets === null || sources.length !== targets.length) continue;
        const wrong = targets.flatMap((target, index) => {
          const source = sources[index] ?? null;
          // A column that goes into one of another name while its own gets something else.
          const isMoved = source !== null && !sameName(source, target) && hasName(targets, source);
          return isMoved ? [`${source} goes into ${target}`] : [];
        });
        if (wrong.length > 0)
          yield atStatement(
            statement,
            `Values land in other columns of ${after.name}: ${wrong.join(', ')}`,
          );
      }
  },
};
