import type { View } from '../model.ts';
import { canonicalList, canonicalName, canonicalTokens } from './canonical.ts';
import type { KnownNames } from './canonical.ts';
import { readNames } from './foreignKey.ts';
import { readHead } from './head.ts';
import { LexemeReader, lexemesOf, nameOf } from './reader.ts';
import { namesWithin } from './names.ts';

/**
 * Reads a stored `CREATE VIEW`. `names` are the names of the schema, folded: what stands in double quotes and is
 * neither one of them nor a word of the text counts as a string. Throws `unreadable-schema`.
 */
export function parseView(sql: string, names?: KnownNames): View {
  const { lexemes } = lexemesOf(sql);
  const reader = new LexemeReader(sql, lexemes);
  const name = nameOf(readHead(reader, 'view'));
  const columns = reader.seesOperator('(') ? readNames(reader) : [];
  reader.expect('as');
  const head = ['create view', canonicalName(name)];
  if (columns.length > 0) head.push(canonicalList(columns.map(canonicalName)));
  const body = canonicalTokens(reader.rest(), namesWithin(lexemes, names));
  return { name, sql, canonical: [...head, 'as', body].join(' '), columns };
}
