import { transactionUse } from '../../sql/statementKind.ts';
import { atStatement } from '../objects.ts';
import { misplacedTransaction, openTransaction } from '../openTransaction.ts';
import type { Fix } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { WalkedStatement } from '../walk.ts';

export const ownTransaction: Rule = {
  code: 'FM402',
  name: 'own-transaction',
  severity: 'warning',
  title: 'A script begins or ends a transaction itself',
  why: `Every script already runs in a transaction of its own, together with its version. With BEGIN or COMMIT in it, it has to run
outside, guarded by a copy of the whole database, which takes longer and needs the space twice. \`run --atomic\` refuses it. Leave them out.`,
  bad: { script: 'BEGIN;\nCREATE TABLE book (id INTEGER PRIMARY KEY);\nCOMMIT;\n' },
  good: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n' },
  *check({ statements, text }) {
    const own = statements.filter((statement) =>
      /^(?:begin|commit|rollback)$/.test(transactionUse(statement.text) ?? ''),
    );
    const [first] = own;
    // One that nothing ends has a rule of its own, and so has what ends none.
    if (first === undefined || openTransaction(statements) !== undefined) return;
    if (misplacedTransaction(statements) !== undefined) return;
    const hasRollback = own.some((statement) => transactionUse(statement.text) === 'rollback');
    yield {
      ...atStatement(
        first,
        'The script has its own transaction, so it cannot run in one with its version',
      ),
      fixes: hasRollback ? [] : [removal(own, text)],
    };
  },
};

function removal(own: readonly WalkedStatement[], text: string): Fix {
  const edits = own.map(({ start, end }) => ({
    start,
    end: text[end] === '\n' ? end + 1 : end,
    text: '',
  }));
  return { kind: 'edit', title: 'Remove BEGIN and COMMIT', edits };
}
