import { mentions } from '../../sql/statementKind.ts';
import { atStatement } from '../objects.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const rebuildLosesSequence: Rule = {
  code: 'FM112',
  name: 'rebuild-loses-sequence',
  severity: 'warning',
  title: 'A rebuild forgets which AUTOINCREMENT numbers were used',
  why: `AUTOINCREMENT promises that a number is never given twice, and keeps the highest one in sqlite_sequence. DROP TABLE
removes it, and the new table begins with the highest number that is left: those of rows that were deleted at the end come
back. Carry the number over.`,
  bad: {
    before: 'CREATE TABLE job (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);',
    script: `CREATE TABLE job_new (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL DEFAULT '');
INSERT INTO job_new (id, name) SELECT id, ifnull(name, '') FROM job;
DROP TABLE job;
ALTER TABLE job_new RENAME TO job;
`,
  },
  good: {
    before: 'CREATE TABLE job (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);',
    script: `CREATE TABLE job_new (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL DEFAULT '');
INSERT INTO job_new (id, name) SELECT id, ifnull(name, '') FROM job;
DELETE FROM sqlite_sequence WHERE name = 'job_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'job_new', seq FROM sqlite_sequence WHERE name = 'job';
DROP TABLE job;
ALTER TABLE job_new RENAME TO job;
`,
  },
  *check(script) {
    if (mentions(script.text, ['sqlite_sequence'])) return;
    for (const { before, after, drop, oldFirst } of rebuildsOf(script)) {
      const counts =
        before.primaryKey?.autoincrement === true && after.primaryKey?.autoincrement === true;
      if (counts && !oldFirst)
        yield atStatement(
          drop,
          `The highest number that ${before.name} has ever given is lost with it`,
        );
    }
  },
};
