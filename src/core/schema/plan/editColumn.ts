import { endsInComment } from '../../sql/comment.ts';
import { foldName } from '../../sql/identifier.ts';
import type { ColumnClause, Span, TableItem } from '../model.ts';

/** A column in the text of its table. */
export interface ColumnText {
  readonly sql: string;
  readonly item: TableItem;
}

interface Edit extends Span {
  readonly text: string;
}

/**
 * The text of a column with what differs from another put in its place: the rest stays as it is written. What is new
 * stands before what it stands before there.
 */
export function editColumn(live: ColumnText, after: ColumnText): string {
  const from = live.item.column;
  const to = after.item.column;
  if (!from || !to) return textAt(after.sql, after.item.span);
  const places = new Map<ColumnClause, number>();
  const take = ({ span }: ColumnClause, matches: (clause: ColumnClause) => boolean) => {
    const other = to.clauses.find((clause) => !places.has(clause) && matches(clause));
    if (other) places.set(other, span.start);
    return other;
  };
  const left = from.clauses.filter(
    (clause) =>
      !take(
        clause,
        ({ kind, canonical }) => kind === clause.kind && canonical === clause.canonical,
      ),
  );
  const edits = typeEdits(live.sql, from, textAt(after.sql, to.typeSpan));
  for (const clause of left) {
    const other = take(clause, ({ kind }) => kind === clause.kind);
    edits.push(
      other
        ? { ...clause.span, text: textAt(after.sql, other.span) }
        : { ...removal(live, clause.span), text: '' },
    );
  }
  const { end } = live.item.span;
  let next = end;
  for (const clause of to.clauses.toReversed()) {
    const text = textAt(after.sql, clause.span);
    const place = places.get(clause);
    next = place ?? next;
    if (place === undefined)
      edits.unshift({ start: next, end: next, text: next === end ? ` ${text}` : `${text} ` });
  }
  return edited(live, edits);
}

function typeEdits(sql: string, from: ColumnParts, type: string): Edit[] {
  const { typeSpan, nameSpan } = from;
  const old = textAt(sql, typeSpan);
  if (foldName(old) === foldName(type)) return [];
  return old && type
    ? [{ ...typeSpan, text: type }]
    : [{ start: nameSpan.end, end: typeSpan.end, text: type && ` ${type}` }];
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
