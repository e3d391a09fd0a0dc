import type { Rule } from '../rule.ts';

export const emptyScript: Rule = {
  code: 'FM606',
  name: 'empty-script',
  severity: 'info',
  title: 'A script holds no statement',
  why: 'It does nothing but raise the version. Write what it is for, or delete it while it is not applied anywhere.',
  bad: { script: '-- add a column\n' },
  good: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n' },
  *check({ statements, text }) {
    if (statements.length === 0)
      yield {
        message: 'The script holds no statement',
        start: 0,
        end: Math.min(text.length, Math.max(0, text.indexOf('\n'))),
      };
  },
};
