import { foldName } from '../../sql/identifier.ts';
import type { Table } from '../model.ts';
import type { KnownNames } from './canonical.ts';
import { namesInText } from './reader.ts';
import type { Lexeme } from './reader.ts';

/** Names of the rowid, best first. https://sqlite.org/rowidtable.html */
export const ROWID_NAMES: readonly string[] = ['rowid', 'oid', '_rowid_'];

/** The names that a token in double quotes can mean in an expression about one table, folded. */
export function namesIn(columns: readonly string[]): ReadonlySet<string> {
  return new Set([...columns.map(foldName), ...ROWID_NAMES]);
}

/** The names that a token in double quotes can mean in a statement: those of the schema and the statement's own words. */
export function namesWithin(lexemes: readonly Lexeme[], names: KnownNames): KnownNames {
  if (names === undefined) return undefined;
  const words = new Set(lexemes.map(({ word }) => word));
  return { has: (name) => names.has(name) || words.has(name) };
}

/**
 * The names that a schema's views and triggers can mention, folded: tables, views, columns. The columns of a virtual
 * table stand somewhere in its arguments. Throws `unreadable-schema`.
 */
export function namesOf(
  tables: readonly Table[],
  others: { readonly virtualTables: readonly string[]; readonly views: readonly string[] },
): ReadonlySet<string> {
  const names = new Set([...others.views.map(foldName), ...ROWID_NAMES]);
  for (const { name, columns } of tables) {
    names.add(foldName(name));
    for (const column of columns) names.add(foldName(column.name));
  }
  for (const sql of others.virtualTables) for (const name of namesInText(sql)) names.add(name);
  return names;
}
