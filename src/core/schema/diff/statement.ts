import { foldName } from '../../sql/identifier.ts';
import type { Schema, Trigger, View } from '../model.ts';
import { readHead } from '../parse/head.ts';
import { readerOf } from '../parse/reader.ts';
import type { Lexeme } from '../parse/reader.ts';
import { endsValue, foldedName, isOperator } from './edits.ts';

/** What names can mean in the views and triggers of a schema. */
export interface StatementScope {
  /** The columns of each table, folded, by the folded name of the table. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
  /** Views and virtual tables, folded. Their columns are not known. */
  readonly opaque: ReadonlySet<string>;
}

/** A view or a trigger from behind its name on. Names are folded. */
export interface Statement {
  readonly lexemes: readonly Lexeme[];
  /** What a trigger watches; null for a view. */
  readonly watched: string | null;
  /** Where the ON of a trigger stands, behind the columns that it watches; -1 for a view. */
  readonly on: number;
  /** The tables that may be meant, without the one that a trigger watches. */
  readonly mentioned: readonly string[];
  /** Whether a common table expression can stand for any table. */
  readonly hasWith: boolean;
  /** Whether a trigger has an upsert that mentions the row that was to be inserted. */
  readonly hasExcluded: boolean;
  /** Whether a column can be one of a view or of a subquery. */
  readonly isOpaque: boolean;
}

/** Words that a value follows, although they could be names themselves. */
const BEFORE_VALUE: ReadonlySet<string> = new Set('by glob like match of regexp'.split(' '));

/** The scope of a schema. */
export function scopeOf({ tables, views, virtualTables }: Schema): StatementScope {
  const foldedNames = (things: readonly { readonly name: string }[]): ReadonlySet<string> =>
    new Set(things.map(({ name }) => foldName(name)));
  return {
    columns: new Map(tables.map(({ name, columns }) => [foldName(name), foldedNames(columns)])),
    opaque: foldedNames([...views, ...virtualTables]),
  };
}

/** Reads a view or a trigger. Throws `unreadable-schema`. */
export function statementOf(object: View | Trigger, scope: StatementScope): Statement {
  const isTrigger = 'event' in object;
  const reader = readerOf(object.sql);
  readHead(reader, isTrigger ? 'trigger' : 'view');
  const rest = reader.rest();
  // What stands before AS are names of the view's own columns, and the last END of a trigger is no name.
  const lexemes = isTrigger
    ? rest.slice(0, -1)
    : rest.slice(rest.findIndex(({ word }) => word === 'as') + 1);
  const on = isTrigger ? lexemes.findIndex(({ word }) => word === 'on') : -1;
  const names = new Set(
    lexemes
      .filter((_, index) => (on < 0 || index > on + 1) && !isOfTable(lexemes, index))
      .map(foldedName),
  );
  return {
    lexemes,
    watched: isTrigger ? foldName(object.table) : null,
    on,
    mentioned: [...scope.columns.keys()].filter((table) => names.has(table)),
    hasWith: lexemes.some(({ word }) => word === 'with'),
    hasExcluded: names.has('excluded'),
    isOpaque: lexemes.some(
      (lexeme, index) => scope.opaque.has(foldedName(lexeme)) || isSubquery(lexemes, index),
    ),
  };
}

/** Whether an alias is given at a place, with AS or without. */
export function isAlias(lexemes: readonly Lexeme[], index: number): boolean {
  const before = lexemes[index - 1];
  if (before?.word === 'as') return true;
  return endsValue(before) && !BEFORE_VALUE.has(before?.word ?? '');
}

/** Whether a column is named with its table before it. */
export function isOfTable(lexemes: readonly Lexeme[], index: number): boolean {
  return isOperator(lexemes[index - 1], '.') && foldedName(lexemes[index - 2]) !== 'main';
}

/** What an alias stands for: the folded names before it, each once. */
export function aliased({ lexemes }: Statement, alias: string): readonly string[] {
  const names = lexemes.flatMap((lexeme, index) => {
    if (foldedName(lexeme) !== alias || !isAlias(lexemes, index)) return [];
    return [foldedName(lexemes[index - (lexemes[index - 1]?.word === 'as' ? 2 : 1)])];
  });
  return [...new Set(names)];
}

/** Whether a query in parentheses begins where a table can stand. */
function isSubquery(lexemes: readonly Lexeme[], index: number): boolean {
  const [before, lexeme, after] = [lexemes[index - 1], lexemes[index], lexemes[index + 1]];
  if (!isOperator(lexeme, '(') || !['select', 'values', 'with'].includes(after?.word ?? ''))
    return false;
  return (
    isOperator(before, ',') ||
    isOperator(before, '(') ||
    before?.word === 'from' ||
    before?.word === 'join'
  );
}
