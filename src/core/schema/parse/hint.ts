import { significantTokens } from '../../sql/token.ts';
import type { Token } from '../../sql/token.ts';
import { unquote } from '../../sql/identifier.ts';
import { isName } from './reader.ts';
import type { TableItem, TableLayout } from '../model.ts';

const HINT = /^(?:--|\/\*)\s*@?renamed\s+from\s*[:=]\s*(.*)$/is;

/** The earlier names that comments give. */
export interface Hints {
  readonly table: string | null;
  /** By the item that the comment belongs to. */
  readonly columns: ReadonlyMap<TableItem, string>;
}

/** Finds the comments `-- renamed from: x` of a table and what each is about. The first one about a thing counts. */
export function hintsOf(sql: string, comments: readonly Token[], layout: TableLayout): Hints {
  let table: string | null = null;
  const columns = new Map<TableItem, string>();
  for (const comment of comments) {
    const name = hintIn(sql.slice(comment.start, comment.end));
    if (name === null) continue;
    const item = itemOf(sql, comment, layout);
    if (item === 'table') table ??= name;
    else if (item && !columns.has(item)) columns.set(item, name);
  }
  return { table, columns };
}

/** The name in a comment `-- renamed from: x` or `-- @renamed from=x`, else null. */
export function hintIn(comment: string): string | null {
  const value = HINT.exec(comment)?.[1]?.replace(/\*\/$/, '') ?? '';
  const [first] = significantTokens(value);
  return first && isName(first) ? unquote(value.slice(first.start, first.end)) : null;
}

function itemOf(
  sql: string,
  comment: Token,
  { name, body, items }: TableLayout,
): TableItem | 'table' | undefined {
  const index = items.findLastIndex(({ span }) => span.start < comment.start);
  const next = items[index + 1];
  const item = items[index];
  if (!item) {
    if (comment.start < name.end) return undefined;
    return hasLineBreak(sql, body.start, comment.start) ? next : 'table';
  }
  if (hasLineBreak(sql, item.span.end, comment.start)) return next;
  // In one line with both of its neighbours, the comma tells whose it is.
  const between = next !== undefined && !hasLineBreak(sql, comment.end, next.span.start);
  return between && hasTokens(sql.slice(item.span.end, comment.start)) ? next : item;
}

function hasLineBreak(sql: string, from: number, to: number): boolean {
  return from < to && sql.slice(from, to).includes('\n');
}

function hasTokens(sql: string): boolean {
  return significantTokens(sql).next().done !== true;
}
