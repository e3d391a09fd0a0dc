import { foldName, unquote } from '../sql/identifier.ts';
import { transactionUse } from '../sql/statementKind.ts';
import type { WalkedStatement } from './walk.ts';

/** The BEGIN that nothing ends, or undefined. */
export function openTransaction(
  statements: readonly WalkedStatement[],
): WalkedStatement | undefined {
  let open: WalkedStatement | undefined;
  for (const statement of statements) {
    const use = transactionUse(statement.text);
    if (use === 'begin') open ??= statement;
    if (use === 'commit' || use === 'rollback') open = undefined;
  }
  return open;
}

/** The first BEGIN within a transaction, or COMMIT or ROLLBACK without one, or undefined. */
export function misplacedTransaction(
  statements: readonly WalkedStatement[],
): WalkedStatement | undefined {
  let begun = false;
  let savepoints: string[] = [];
  for (const statement of statements) {
    const use = transactionUse(statement.text);
    const isOpen = begun || savepoints.length > 0;
    if (use === 'begin' && isOpen) return statement;
    if (use === 'begin') begun = true;
    if (use === 'commit' || use === 'rollback') {
      if (!isOpen) return statement;
      begun = false;
      savepoints = [];
    }
    savepoints = savepointsAfter(savepoints, statement);
  }
  return undefined;
}

/** The savepoints that are open, folded. One outside a transaction begins it. https://sqlite.org/lang_savepoint.html */
function savepointsAfter(open: string[], { lexemes }: WalkedStatement): string[] {
  const [first, ...rest] = lexemes;
  const name = foldName(unquote(rest.at(-1)?.text ?? ''));
  if (first?.word === 'savepoint') return [...open, name];
  const released = first?.word === 'release' ? open.lastIndexOf(name) : -1;
  return released === -1 ? open : open.slice(0, released);
}
