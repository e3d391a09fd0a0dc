import { foldName } from '../../sql/identifier.ts';
import type { Index, KeyPart, Table } from '../model.ts';
import { canonicalList, canonicalName, expressionOf } from './canonical.ts';
import { readHead } from './head.ts';
import { canonicalPart, keyPartsOf } from './keyPart.ts';
import { readerOf, nameOf } from './reader.ts';
import { namesIn } from './names.ts';

/**
 * Reads a stored `CREATE INDEX`. With its table, the canonical text also leaves out collations that the columns
 * have anyway, and tells names in double quotes from strings. Throws `unreadable-schema`.
 */
export function parseIndex(sql: string, table?: Table): Index {
  const reader = readerOf(sql);
  const unique = reader.sees('create') && reader.peek(1)?.word === 'unique';
  const name = nameOf(readHead(reader, ...(unique ? ['unique', 'index'] : ['index'])));
  reader.expect('on');
  const on = nameOf(reader.name());
  const names = table && namesIn(table.columns.map((column) => column.name));
  const parts = keyPartsOf(sql, reader.group(), names);
  const where = reader.accept('where') ? expressionOf(sql, reader.rest(), names) : null;
  if (!reader.done) throw reader.failure();
  const words = [`create ${unique ? 'unique ' : ''}index`, canonicalName(name), 'on'];
  words.push(canonicalName(on), canonicalList(canonicalParts(parts, table)));
  if (where) words.push('where', where.canonical);
  return { name, sql, canonical: words.join(' '), table: on, unique, parts, where };
}

function canonicalParts(parts: readonly KeyPart[], table: Table | undefined): readonly string[] {
  const collations = new Map(
    table?.columns.map(({ name, collation }) => [foldName(name), collation]),
  );
  return parts.map((part) => {
    if (!table) return canonicalPart(part, undefined);
    // An expression is compared by BINARY whatever its columns are.
    return canonicalPart(part, collations.get(foldName(part.column ?? '')) ?? null);
  });
}
