import { atStatement } from '../objects.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const rebuildLosesRows: Rule = {
  code: 'FM104',
  name: 'rebuild-loses-rows',
  severity: 'warning',
  title: 'A rebuild may leave rows out',
  why: `INSERT OR IGNORE and INSERT OR REPLACE drop every row that breaks a constraint of the new table without a word, and
so do WHERE, LIMIT, DISTINCT and GROUP BY in the copy. Use a plain INSERT … SELECT: a row that does not fit then stops the
migration, and nothing is lost.`,
  bad: {
    before: 'CREATE TABLE user (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE);',
    script: `CREATE TABLE user_new (id INTEGER PRIMARY KEY, mail TEXT NOT NULL COLLATE NOCASE UNIQUE);
INSERT OR IGNORE INTO user_new (id, mail) SELECT id, mail FROM user;
DROP TABLE user;
ALTER TABLE user_new RENAME TO user;
`,
  },
  good: {
    before: 'CREATE TABLE user (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE);',
    script: `CREATE TABLE user_new (id INTEGER PRIMARY KEY, mail TEXT NOT NULL COLLATE NOCASE UNIQUE);
INSERT INTO user_new (id, mail) SELECT id, mail FROM user;
DROP TABLE user;
ALTER TABLE user_new RENAME TO user;
`,
  },
  *check(script) {
    for (const { before, copies } of rebuildsOf(script)) {
      const [copy] = copies;
      // Several copies may take the rows in parts.
      if (copy === undefined || copies.length > 1) continue;
      const { conflict } = copy.statement.form;
      if (conflict === 'ignore' || conflict === 'replace')
        yield atStatement(
          copy.statement,
          `INSERT OR ${conflict.toUpperCase()} drops rows of ${before.name} that break a constraint, without an error`,
        );
      else if (copy.filtered)
        yield atStatement(
          copy.statement,
          `The copy may leave out rows of ${before.name}, which is dropped then`,
        );
    }
  },
};
