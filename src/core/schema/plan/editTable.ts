import { endsInComment } from '../../sql/comment.ts';
import { quoteIdentifier, sameName } from '../../sql/identifier.ts';
import type { Table, TableItem } from '../model.ts';
import { FailureError } from '../../failureError.ts';
import { parseTable } from '../parse/table.ts';
import { editColumn } from './editColumn.ts';
import { tableText } from './tableText.ts';
import type { ItemText, TableText } from './tableText.ts';

/**
 * The `CREATE TABLE` of the desired table under a name, written as the live one is: with its comments, its spaces and
 * its words for all that is equal. Where that does not come to the desired table, the desired text.
 */
export function editTable(live: Table, after: Table, name: string): string {
  for (const byClause of [true, false]) {
    const table = readable(assemble(live, after, byClause));
    if (table?.canonical === after.canonical) return withName(table, name);
  }
  return withName(after, name);
}

/** The text of a table under another name. */
export function withName({ sql, layout }: Table, name: string): string {
  const { start, end } = layout.name;
  return `${sql.slice(0, start)}${quoteIdentifier(name)}${sql.slice(end)}`;
}

/** An item of the new text, and which of the live ones it is made from. */
interface Piece extends ItemText {
  readonly source: number;
}

function assemble(live: Table, after: Table, byClause: boolean): string {
  const text = tableText(live);
  const { sql, layout } = live;
  const pieces = piecesOf(live, after, byClause).map((piece, index) =>
    placed(text, piece, index === 0),
  );
  const parts = [sql.slice(0, layout.body.start + 1), text.head];
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    if (before) parts.push(gapBetween(text, before, piece));
    else parts.push(broken(text.head, piece.lead), piece.lead);
    parts.push(piece.text);
  }
  parts.push(closing(text, pieces.at(-1)), ')', optionsOf(live, after));
  return parts.join('');
}

function piecesOf(live: Table, after: Table, byClause: boolean): Piece[] {
  const from = tableText(live).items;
  const to = tableText(after).items;
  const used = new Set<number>();
  const take = (matches: (item: TableItem) => boolean): number => {
    const at = live.layout.items.findIndex((item, index) => !used.has(index) && matches(item));
    used.add(at);
    return at;
  };
  return after.layout.items.map((item, index) => {
    const text = to[index] ?? { lead: '', text: '', tail: '' };
    const column = item.column;
    const source = column
      ? take((other) => other.column !== undefined && sameName(other.column.name, column.name))
      : take(({ canonical, kind }) => kind === 'constraint' && canonical === item.canonical);
    const old = from[source];
    const oldItem = live.layout.items[source];
    if (!old || !oldItem) return { ...text, source: -1 };
    if (oldItem.canonical === item.canonical) return { ...old, source };
    const columns = [
      { sql: live.sql, item: oldItem },
      { sql: after.sql, item },
    ] as const;
    return { ...old, source, text: byClause ? editColumn(...columns) : text.text };
  });
}

/** A piece that stands where another stood, or is new, is spaced as the table's items are. */
function placed({ items }: TableText, piece: Piece, isFirst: boolean): Piece {
  const stays = piece.source >= 0 && (piece.source === 0) === isFirst;
  if (stays || !isBlank(piece.lead)) return piece;
  const first = items[0]?.lead ?? '';
  const usual = items.slice(1).find(({ lead }) => isBlank(lead))?.lead;
  const blank = isBlank(first) ? first : '';
  const lead = isFirst ? blank : (usual ?? (blank.includes('\n') ? blank : ' '));
  return { ...piece, lead };
}

function gapBetween({ gaps, items }: TableText, before: Piece, piece: Piece): string {
  const isAsBefore = before.source >= 0 && piece.source === before.source + 1;
  if (isAsBefore) return gaps[before.source] ?? '';
  const first = items[0]?.lead ?? '';
  // Where commas begin lines, what follows a comma is not how a line begins.
  if (
    isBlank(piece.lead) &&
    isBlank(first) &&
    first.includes('\n') &&
    broken(before.tail, piece.lead)
  )
    return `,${before.tail}${first}`;
  return `,${before.tail}${broken(before.tail, piece.lead)}${piece.lead}`;
}

function closing({ gaps, foot }: TableText, last: Piece | undefined): string {
  if (last?.source === gaps.length - 1) return gaps[last.source] ?? '';
  const tail = last?.tail ?? '';
  return `${tail}${broken(tail, foot)}${foot}`;
}

/** The line break without which a comment would go on into the next text. */
function broken(before: string, next: string): string {
  return endsInComment(before) && !/^[ \t\f\r]*\n/.test(next) ? '\n' : '';
}

function optionsOf(live: Table, after: Table): string {
  const { sql, layout } = live;
  if (live.strict === after.strict && live.withoutRowid === after.withoutRowid)
    return sql.slice(layout.body.end);
  const { start, end } = after.layout.options;
  return start === end ? '' : ` ${after.sql.slice(start, end)}`;
}

function readable(sql: string): Table | undefined {
  try {
    return parseTable(sql);
  } catch (error) {
    if (FailureError.is(error, 'unreadable-schema')) return undefined;
    throw error;
  }
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
