import type { VirtualTable } from '../model.ts';
import { canonicalList, canonicalName, textOf } from './canonical.ts';
import { readHead } from './head.ts';
import { readerOf, nameOf, splitAtCommas } from './reader.ts';

/**
 * Reads a stored `CREATE VIRTUAL TABLE`. Arguments count letter by letter, since modules get them as they are
 * written. The text does not tell the shadow tables, so that list is empty. Throws `unreadable-schema`.
 */
export function parseVirtualTable(sql: string): VirtualTable {
  const reader = readerOf(sql);
  const name = nameOf(readHead(reader, 'virtual', 'table'));
  reader.expect('using');
  const module = nameOf(reader.name());
  const list = reader.done ? [] : splitAtCommas(reader.group());
  if (!reader.done) throw reader.failure();
  const words = ['create virtual table', canonicalName(name), 'using', canonicalName(module)];
  if (list.length > 0) words.push(canonicalList(list.map((argument) => textOf(sql, argument))));
  return { name, sql, canonical: words.join(' '), module, shadows: [] };
}
