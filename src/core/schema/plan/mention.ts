import { foldName, sameName } from '../../sql/identifier.ts';
import { named } from '../diff/names.ts';
import type { Schema, SchemaObject, Trigger, View } from '../model.ts';
import { RESERVED } from '../parse/canonical.ts';
import { foldedNameOf, isName, lexemesOf } from '../parse/reader.ts';
import type { Lexeme } from '../parse/reader.ts';

/** Behind these stands a table. A comma can also separate columns, so what follows one is not known. */
const BEFORE_TABLE: ReadonlySet<string> = new Set('from join into update'.split(' '));

/** The tables and views, folded, that a view or trigger surely reads or writes. */
export function tablesIn({ sql }: SchemaObject): ReadonlySet<string> {
  const { lexemes } = lexemesOf(sql);
  return new Set(tablesAt(lexemes).map((at) => folded(lexemes[at])));
}

/** Those that seem to be broken, since a table that they read is not there, as far as their texts tell. */
export function brokenIn<T extends View | Trigger>(
  schema: Schema,
  objects: readonly T[],
): readonly T[] {
  const { tables, virtualTables, views } = schema;
  const known = new Set([...tables, ...virtualTables, ...views].map(({ name }) => foldName(name)));
  return objects.filter(({ sql }) => {
    const { lexemes } = lexemesOf(sql);
    const missing = tablesAt(lexemes).map((at) => folded(lexemes[at]));
    return missing.some(
      (name) => !known.has(name) && !isBuiltIn(name) && !isDefined(lexemes, name),
    );
  });
}

/**
 * Whether a view or trigger surely uses a column of a table, as far as its text tells: where another of its tables has
 * a column of that name, an unqualified name is nobody's.
 */
export function usesColumn(
  object: View | Trigger,
  { table, column }: { readonly table: string; readonly column: string },
  schema: Schema,
): boolean {
  const { lexemes } = lexemesOf(object.sql);
  const places = tablesAt(lexemes);
  const own = places.filter((at) => folded(lexemes[at]) === foldName(table));
  const isWatched = 'event' in object && sameName(object.table, table);
  if (own.length === 0 && !isWatched) return false;
  const aliases = new Set(own.flatMap((at) => aliasesAt(lexemes, at)));
  if (isWatched) for (const row of ['new', 'old']) aliases.add(row);
  const others = places.filter((at) => !own.includes(at)).map((at) => folded(lexemes[at]));
  const isClear = own.length > 0 && !others.some((name) => mayHaveColumn(schema, name, column));
  const isOutput = lexemes.some(
    (lexeme, at) => folded(lexeme) === foldName(column) && lexemes[at - 1]?.word === 'as',
  );
  return lexemes.some((lexeme, at) => {
    if (!isName(lexeme) || lexeme.kind === 'string' || folded(lexeme) !== foldName(column))
      return false;
    const [before, after] = [lexemes[at - 1], lexemes[at + 1]];
    if (before?.text === '.') return aliases.has(folded(lexemes[at - 2]));
    if (after?.text === '.' || (after?.text === '(' && lexeme.kind === 'word')) return false;
    if (isWatched && before?.word === 'of') return true;
    return isClear && !isOutput && !places.includes(at);
  });
}

/** Where tables stand: the last name of each. */
function tablesAt(lexemes: readonly Lexeme[]): readonly number[] {
  return lexemes.flatMap(({ word }, at) => {
    // IS DISTINCT FROM and UPDATE OF go on with something else.
    if (!BEFORE_TABLE.has(word) || lexemes[at - 1]?.word === 'distinct') return [];
    if (lexemes[at + 1]?.word === 'of') return [];
    const last = lexemes[at + 2]?.text === '.' ? at + 3 : at + 1;
    const lexeme = lexemes[last];
    return lexeme && isName(lexeme) && !RESERVED.has(lexeme.word) ? [last] : [];
  });
}

/** By which names a table that stands here is known, folded. */
function aliasesAt(lexemes: readonly Lexeme[], at: number): readonly string[] {
  const next = lexemes[at + 1];
  const alias = next?.word === 'as' ? lexemes[at + 2] : next;
  const isAlias = alias !== undefined && isName(alias) && !RESERVED.has(alias.word);
  return isAlias ? [folded(lexemes[at]), folded(alias)] : [folded(lexemes[at])];
}

/** Tables that SQLite has without anybody making them. */
function isBuiltIn(name: string): boolean {
  return /^(?:sqlite|pragma|json)_|^dbstat$/.test(name);
}

/** Whether a name is a function's, or WITH gives it a meaning. */
function isDefined(lexemes: readonly Lexeme[], name: string): boolean {
  return lexemes.some((lexeme, at) => {
    const next = lexemes[at + 1];
    return (
      folded(lexeme) === name &&
      (next?.text === '(' || (next?.word === 'as' && lexemes[at - 1]?.word !== 'from'))
    );
  });
}

/** A view or virtual table, or what is no table at all, may have any column. */
function mayHaveColumn({ tables }: Schema, table: string, column: string): boolean {
  const found = named(tables, table);
  return found === undefined || named(found.columns, column) !== undefined;
}

function folded(lexeme: Lexeme | undefined): string {
  return lexeme ? foldedNameOf(lexeme) : '';
}
