import { tokenize } from '../../sql/token.ts';
import type { Token } from '../../sql/token.ts';
import type { Plan } from '../step.ts';

/** The text of a script that does what a plan says: each step under a comment that names it. Empty for no steps. */
export function renderPlan({ steps }: Plan): string {
  return steps
    .map(({ description, sql }) => [commentOf(description), ...sql.map(ended), ''].join('\n'))
    .join('\n');
}

/** Names may hold line breaks, and a comment ends at the first. */
function commentOf(text: string): string {
  return `-- ${text.replaceAll(/\s*[\r\n]\s*/g, ' ')}`;
}

/** The statement with its semicolon, which must not become part of a comment at the end. */
function ended(sql: string): string {
  let last: Token | undefined;
  let end = 0;
  for (const token of tokenize(sql)) {
    if (token.kind === 'space') continue;
    last = token;
    if (token.kind !== 'comment' && token.kind !== 'semicolon') end = token.end;
  }
  if (last?.kind !== 'comment') return `${sql.slice(0, end)};`;
  // SQLite takes a block comment that nothing closes, but not behind a semicolon.
  const isLine = sql.startsWith('--', last.start);
  return isLine ? `${sql.slice(0, last.end)}\n;` : `${sql.slice(0, end)};`;
}
