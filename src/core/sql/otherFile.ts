import { foldName, unquote } from './identifier.ts';
import { splitStatements } from './split.ts';
import { mentions, transactionUse } from './statementKind.ts';
import { significantTokens } from './token.ts';

/** Whether an SQL script opens or writes a file other than its database. */
export function reachesOtherFile(script: string): boolean {
  return splitStatements(script).some(({ text }) => {
    const use = transactionUse(text);
    if (use === 'vacuum') return mentions(text, ['into']);
    return use === 'attach' && !attachesMemory(text);
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
