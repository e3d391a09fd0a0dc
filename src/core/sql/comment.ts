import { tokenize } from './token.ts';

/** Whether a text ends within a comment that only a line break ends. */
export function endsInComment(text: string): boolean {
  const last = [...tokenize(text)].at(-1);
  return last?.kind === 'comment' && text.startsWith('--', last.start);
}

/** A stored statement with its semicolon. SQLite keeps a comment at the end of a view or an index, closed or not. */
export function terminated(sql: string): string {
  if (endsInComment(sql)) return `${sql}\n;`;
  const last = [...tokenize(sql)].at(-1);
  const isClosed = sql.endsWith('*/') && sql.length - (last?.start ?? 0) > '/*/'.length;
  return last?.kind === 'comment' && !isClosed ? `${sql} */;` : `${sql};`;
}
