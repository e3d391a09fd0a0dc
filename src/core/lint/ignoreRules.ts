import type { Rule } from './rule.ts';

/** A suppression that names no rule, an unknown one, or no reason. */
export const MALFORMED_IGNORE: Rule = {
  code: 'FM001',
  name: 'malformed-ignore',
  severity: 'warning',
  title: 'A comment that ignores a finding lacks its rule or its reason',
  why: `\`-- fastmigrate-ignore FM101: reason\` accepts a finding in its line, in the next line or in the statement below it;
\`-- fastmigrate-ignore-file FM101: reason\` accepts it in the whole script. Who reads the script later needs the reason, so
without one nothing is ignored.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: '-- fastmigrate-ignore-file drop-tabel: replaced by work\nSELECT 1;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: '-- fastmigrate-ignore drop-table: replaced by work, in 0007\nDROP TABLE book;\n',
  },
  check: () => [],
};

/** A suppression that suppresses nothing. */
export const UNUSED_IGNORE: Rule = {
  code: 'FM002',
  name: 'unused-ignore',
  severity: 'info',
  title: 'A comment ignores a finding that is not there',
  why: 'A comment that ignores nothing hides the next finding of its rule, which may be a real one. Remove it.',
  bad: {
    script:
      '-- fastmigrate-ignore FM101: the table is empty\nCREATE TABLE book (id INTEGER PRIMARY KEY);\n',
  },
  good: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n' },
  check: () => [],
};
