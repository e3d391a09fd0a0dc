import { transactionUse } from '../sql/statementKind.ts';
import type { WalkedStatement } from './walk.ts';

/** The BEGIN that nothing ends, or undefined. */
export function openTransaction(
  statements: readonly WalkedStatement[],
): WalkedStatement | undefined {
  let open: WalkedStatement | undefined;
  for (const statement of statements) {
    const use = transactionUse(statement.text);
    if (use === 'begin') open = statement;
    if (use === 'commit' || use === 'rollback') open = undefined;
  }
  return open;
}
