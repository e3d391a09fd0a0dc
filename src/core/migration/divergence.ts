import { tokenize } from '../sql/token.ts';
import type { Divergence, ScriptKind } from './report.ts';
import { comparable } from './script.ts';

/** In what two texts of one script differ, or null when they differ in line ends or a byte order mark at most. */
export function divergenceOf(
  recorded: string,
  current: string,
  kind: ScriptKind,
): Exclude<Divergence, 'name'> | null {
  // Nearly all scripts are as they were, to the letter.
  if (recorded === current) return null;
  const before = comparable(recorded);
  const now = comparable(current);
  if (before === now) return null;
  if (kind !== 'sql') return trimmedLines(before) === trimmedLines(now) ? 'format' : 'meaning';
  if (withoutSpace(before) === withoutSpace(now)) return 'format';
  return withoutComments(before) === withoutComments(now) ? 'comments' : 'meaning';
}

/** Whether a script that differs so would still do the same. */
export function isHarmless(divergence: Divergence): boolean {
  return divergence === 'format' || divergence === 'comments';
}

/** Indentation means something in Python and in here-documents, the end of a line nearly never. */
function trimmedLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function withoutSpace(sql: string): string {
  return joined(sql, (kind) => kind !== 'space');
}

function withoutComments(sql: string): string {
  return joined(sql, (kind) => kind !== 'space' && kind !== 'comment');
}

function joined(sql: string, keep: (kind: string) => boolean): string {
  const parts: string[] = [];
  for (const token of tokenize(sql))
    if (keep(token.kind)) parts.push(sql.slice(token.start, token.end).trimEnd());
  return parts.join('\n');
}
