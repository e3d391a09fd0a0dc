import { tokenize } from './token.ts';
import type { Token } from './token.ts';

/** Whether a text ends within a comment that only a line break ends. */
export function endsInComment(text: string): boolean {
  const last = lastToken(text);
  return last?.kind === 'comment' && text.startsWith('--', last.start);
}

/** A stored statement with its semicolon. SQLite keeps a comment at the end of a view or an index, closed or not. */
export function terminated(sql: string): string {
  if (endsInComment(sql)) return `${sql}\n;`;
  const last = lastToken(sql);
  const isClosed = sql.endsWith('*/') && sql.length - (last?.start ?? 0) > '/*/'.length;
  return last?.kind === 'comment' && !isClosed ? `${sql} */;` : `${sql};`;
}

function lastToken(text: string): Token | undefined {
  let last: Token | undefined;
  for (const token of tokenize(text)) last = token;
  return last;
}
