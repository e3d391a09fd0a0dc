import { tokenize } from '../../sql/token.ts';
import type { Table } from '../model.ts';

/** The text of a table's body in pieces that can be put together in another way. */
export interface TableText {
  /** Behind the opening parenthesis: a comment about the table, up to the end of the line. */
  readonly head: string;
  readonly items: readonly ItemText[];
  /** What stands behind each item up to the next, or to the closing parenthesis. */
  readonly gaps: readonly string[];
  /** Before the closing parenthesis: what belongs to no item. */
  readonly foot: string;
}

/** A column or table constraint with the comments that are about it. */
export interface ItemText {
  /** Spaces and comments before it, from the end of the line above. */
  readonly lead: string;
  readonly text: string;
  /** Comments behind it in its last line. */
  readonly tail: string;
}

/** Takes the body of a table's text apart. */
export function tableText({ sql, layout }: Table): TableText {
  const { items, body } = layout;
  const ends = [...items.slice(1).map(({ span }) => span.start), body.end - 1];
  const gaps = items.map(({ span }, index) => sql.slice(span.end, ends[index]));
  const first = sql.slice(body.start + 1, items[0]?.span.start ?? body.end - 1);
  const opening = splitLine(first);
  const parts = gaps.map((gap, index) => splitGap(gap, index === gaps.length - 1));
  const leads = [opening.rest, ...parts.map(({ lead }) => lead)];
  return {
    head: opening.line,
    items: items.map(({ span }, index) => ({
      lead: leads[index] ?? '',
      text: sql.slice(span.start, span.end),
      tail: parts[index]?.tail ?? '',
    })),
    gaps,
    foot: parts.at(-1)?.lead ?? '',
  };
}

/** Comments before the comma and those in the line of the comma are about what is before it. */
function splitGap(gap: string, isLast: boolean): { readonly tail: string; readonly lead: string } {
  const comma = [...tokenize(gap)].find(({ kind }) => kind === 'operator');
  if (!comma) {
    const { line, rest } = splitLine(gap);
    if (line !== '' || !isLast) return { tail: line.trimEnd(), lead: rest };
    const tail = rest.trimEnd();
    return { tail, lead: rest.slice(tail.length) };
  }
  const { line, rest } = splitLine(gap.slice(comma.end));
  return { tail: `${gap.slice(0, comma.start).trimEnd()}${line.trimEnd()}`, lead: rest };
}

/** Cuts before the first line break that is not in a comment; without one, all of it is the rest. */
function splitLine(text: string): { readonly line: string; readonly rest: string } {
  for (const { kind, start, end } of tokenize(text)) {
    if (kind !== 'space' || !text.slice(start, end).includes('\n')) continue;
    return { line: text.slice(0, start), rest: text.slice(start) };
  }
  return { line: '', rest: text };
}
