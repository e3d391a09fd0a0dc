import { atStatement } from '../objects.ts';
import { openTransaction } from '../openTransaction.ts';
import type { Rule } from '../rule.ts';

export const unfinishedTransaction: Rule = {
  code: 'FM404',
  name: 'unfinished-transaction',
  severity: 'error',
  title: 'A transaction that the script begins is never ended',
  why: `The script ends inside the transaction, so what it did would be thrown away when the connection closes. The run fails
and puts the database back. Leave BEGIN out, or add COMMIT.`,
  bad: { script: 'BEGIN;\nCREATE TABLE book (id INTEGER PRIMARY KEY);\n' },
  good: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n' },
  *check({ statements, text }) {
    const open = openTransaction(statements);
    if (open === undefined) return;
    const edits = [
      { start: open.start, end: text[open.end] === '\n' ? open.end + 1 : open.end, text: '' },
    ];
    yield {
      ...atStatement(open, 'This transaction is never ended, so the run fails'),
      fixes: [{ kind: 'edit', title: 'Remove BEGIN', edits }],
    };
  },
};
