import { foldName } from '../../sql/identifier.ts';
import type { ColumnClause, Span, TableItem } from '../model.ts';
import { endsInComment } from './tableText.ts';

/** A column in the text of its table. */
export interface ColumnText {
  readonly sql: string;
  readonly item: TableItem;
}

interface Edit extends Span {
  readonly text: string;
}

/** The text of a column with what differs from another put in its place: the rest stays as it is written. */
export function editColumn(live: ColumnText, after: ColumnText): string {
  const from = live.item.column;
  const to = after.item.column;
  if (!from || !to) return textAt(after.sql, after.item.span);
  const edits = typeEdits(live.sql, from, textAt(after.sql, to.typeSpan));
  const missing = [...to.clauses];
  const take = (matches: (clause: ColumnClause) => boolean): ColumnClause | undefined => {
    const at = missing.findIndex(matches);
    return at < 0 ? undefined : missing.splice(at, 1)[0];
  };
  const left = from.clauses.filter(
    ({ kind, canonical }) => !take((other) => other.kind === kind && other.canonical === canonical),
  );
  for (const { kind, span } of left) {
    const other = take((clause) => clause.kind === kind);
    if (other) edits.push({ ...span, text: textAt(after.sql, other.span) });
    else edits.push({ ...removal(live, span), text: '' });
  }
  const { end } = live.item.span;
  for (const { span } of missing)
    edits.push({ start: end, end, text: ` ${textAt(after.sql, span)}` });
  return edited(live, edits);
}

function typeEdits(sql: string, from: ColumnParts, type: string): Edit[] {
  const { typeSpan, nameSpan } = from;
  const isSame = foldName(textAt(sql, typeSpan)) === foldName(type);
  if (isSame) return [];
  if (typeSpan.start === typeSpan.end)
    return [{ start: nameSpan.end, end: nameSpan.end, text: ` ${type}` }];
  if (type === '') return [{ start: nameSpan.end, end: typeSpan.end, text: '' }];
  return [{ ...typeSpan, text: type }];
}

type ColumnParts = NonNullable<TableItem['column']>;

/** A clause with the spaces before it, but not with the line break that ends a comment. */
function removal({ sql, item }: ColumnText, { start, end }: Span): Span {
  const before = sql.slice(item.span.start, start);
  const kept = before.trimEnd();
  return { start: endsInComment(kept) ? start : item.span.start + kept.length, end };
}

/** Edits in the order of the text; those at one place stay in theirs. */
function edited({ sql, item }: ColumnText, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = item.span.start;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(sql.slice(at, Math.max(at, start)), text);
    at = Math.max(at, end);
  }
  return [...parts, sql.slice(at, item.span.end)].join('');
}

function textAt(sql: string, { start, end }: Span): string {
  return sql.slice(start, end);
}
