import { splitStatements } from '../sql/split.ts';
import { tokenize } from '../sql/token.ts';

/** A comment `-- fastmigrate-ignore FM101: reason`, which says that a finding is known and accepted. */
export interface Suppression {
  /** Codes or names of rules, as written. */
  readonly rules: readonly string[];
  /** Empty where none is given. */
  readonly reason: string;
  readonly start: number;
  readonly end: number;
  /** Offsets from which and up to which findings may begin. */
  readonly from: number;
  readonly to: number;
}

const IGNORE =
  /^(?:--|\/\*)\s*fastmigrate-ignore(?<file>-file)?\b:?\s*(?<rules>[\w, -]*?)\s*(?:[:：]\s*(?<reason>[^\n]*?))?\s*(?:\*\/)?\s*$/i;

/**
 * The suppressions in a script. One that stands behind code is for its line; one on a line of its own for the next
 * line, and for the whole statement that begins there; `fastmigrate-ignore-file` for all.
 */
export function suppressionsOf(text: string): readonly Suppression[] {
  const found: Suppression[] = [];
  let statements: ReturnType<typeof splitStatements> | undefined;
  for (const { kind, start, end } of tokenize(text)) {
    if (kind !== 'comment') continue;
    const groups = IGNORE.exec(text.slice(start, end))?.groups;
    if (groups === undefined) continue;
    statements ??= splitStatements(text);
    const scope =
      groups['file'] === undefined
        ? scopeOf(text, start, end, statements)
        : { from: 0, to: text.length + 1 };
    const rules = (groups['rules'] ?? '').split(/[\s,]+/).filter(Boolean);
    found.push({ rules, reason: groups['reason']?.trim() ?? '', start, end, ...scope });
  }
  return found;
}

function scopeOf(
  text: string,
  start: number,
  end: number,
  statements: ReturnType<typeof splitStatements>,
): { readonly from: number; readonly to: number } {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(lineStart, start).trim() !== '')
    return { from: lineStart, to: lineEnd(text, end) };
  const from = afterComments(text, end);
  const next = statements.find((statement) => statement.start === from);
  return { from, to: next === undefined ? lineEnd(text, from) : next.end };
}

/** Where the first token behind a comment begins: further comments may stand between. */
function afterComments(text: string, from: number): number {
  for (const { kind, start } of tokenize(text, from))
    if (kind !== 'space' && kind !== 'comment') return start;
  return text.length;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length + 1 : end;
}
