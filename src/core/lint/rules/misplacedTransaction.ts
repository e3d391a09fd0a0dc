import { transactionUse } from '../../sql/statementKind.ts';
import { misplacedTransaction as firstMisplaced } from '../openTransaction.ts';
import { atStatement } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const misplacedTransaction: Rule = {
  code: 'FM412',
  name: 'misplaced-transaction',
  severity: 'error',
  title: 'A script ends a transaction that is not open, or begins one within another',
  why: `SQLite has one transaction at a time. COMMIT, END and ROLLBACK fail where none is open, and BEGIN fails where one is. A
script with one of them runs outside the transaction of the run, so it cannot end that one either. Leave them all out.`,
  bad: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\nCOMMIT;\n' },
  good: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n' },
  *check({ statements, text }) {
    const first = firstMisplaced(statements);
    if (first === undefined) return;
    const { start, end, lexemes } = first;
    const word = (lexemes[0]?.text ?? '').toUpperCase();
    const use = transactionUse(first.text);
    const why = use === 'begin' ? 'a transaction is open already' : 'no transaction is open';
    const edits = [{ start, end: text[end] === '\n' ? end + 1 : end, text: '' }];
    yield {
      ...atStatement(first, `${word} fails here, since ${why}`),
      // What a ROLLBACK was to undo would be kept.
      fixes: use === 'rollback' ? [] : [{ kind: 'edit', title: `Remove ${word}`, edits }],
    };
  },
};
