import { failuresOf } from '../failure.ts';
import type { Rule } from '../rule.ts';

export const shellCommand: Rule = {
  code: 'FM213',
  name: 'shell-command',
  severity: 'error',
  title: "A line is a command of SQLite's shell",
  why: `Lines that begin with a dot, such as .mode or .read, are for the program sqlite3 and no SQL. In a migration they are
syntax errors. Leave them out, or write a .sh script that calls sqlite3.`,
  bad: { script: '.bail on\nCREATE TABLE book (id INTEGER PRIMARY KEY);\n' },
  good: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n' },
  *check({ statements, text }) {
    for (const { statement } of failuresOf(statements, 'shell-command')) {
      const line = text.indexOf('\n', statement.start);
      const end = line === -1 ? text.length : line;
      const edits = [{ start: statement.start, end: Math.min(end + 1, text.length), text: '' }];
      yield {
        message: `${text.slice(statement.start, end).trim()} is a command of the program sqlite3 and no SQL`,
        start: statement.start,
        end,
        fixes: [{ kind: 'edit', title: 'Remove the line', edits }],
      };
    }
  },
};
