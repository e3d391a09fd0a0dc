import { foldName, unquote } from '../sql/identifier.ts';
import { splitStatements } from '../sql/split.ts';
import { mentions, transactionUse } from '../sql/statementKind.ts';
import { significantTokens } from '../sql/token.ts';

/** Whether an SQL script opens or writes a file other than its database. */
export function reachesOut(text: string): boolean {
  return splitStatements(text).some((statement) => {
    const use = transactionUse(statement.text);
    if (use === 'vacuum') return mentions(statement.text, ['into']);
    return use === 'attach' && !attachesMemory(statement.text);
  });
}

/** `ATTACH ':memory:' AS x` and `ATTACH '' AS x` stay within the process, or with a file that nobody sees. */
function attachesMemory(statement: string): boolean {
  const words = [...significantTokens(statement)]
    .slice(0, 4)
    .map(({ start, end }) => statement.slice(start, end));
  const [, second = '', ...rest] = words;
  const [file = '', as = ''] = foldName(second) === 'database' ? rest : [second, ...rest];
  return file.startsWith("'") && ['', ':memory:'].includes(unquote(file)) && foldName(as) === 'as';
}
