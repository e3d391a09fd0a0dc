import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import type { Span } from '../model.ts';
import { RESERVED } from '../parse/canonical.ts';
import { foldedNameOf, isName } from '../parse/reader.ts';
import type { Lexeme } from '../parse/reader.ts';

/** A name that is written anew in a text. */
export interface Edit {
  readonly at: Span;
  readonly name: string;
}

/**
 * Words that mean something in a query or a trigger but that SQLite takes for a name in other places. Those that it
 * reserves are not among them.
 * Outside of quotes only SQLite's own grammar can tell. https://sqlite.org/lang_keywords.html
 */
const SOFT: ReadonlySet<string> = new Set(
  `abort after always analyze asc attach before begin by cast conflict current current_date current_time
  current_timestamp desc detach do each end exclude excluded explain fail false filter first following for
  generated glob groups if ignore immediate instead key last like match materialized new no nulls of offset old
  others over partition pragma preceding raise range recursive regexp reindex release rename replace rollback row
  rowid rows savepoint ties trigger true unbounded vacuum virtual window with without`.split(/\s+/),
);

const PLAIN = /^[a-z_][a-z\d_]*$/i;

/** A text with names written anew. What was in quotes stays in quotes. */
export function withEdits(sql: string, edits: readonly Edit[]): string {
  let text = '';
  let done = 0;
  for (const { at, name } of edits.toSorted((a, b) => a.at.start - b.at.start)) {
    const folded = foldName(name);
    const isPlain = PLAIN.test(name) && !RESERVED.has(folded) && !SOFT.has(folded);
    const wasQuoted = '"\'`['.includes(sql.charAt(at.start));
    text += sql.slice(done, at.start) + (isPlain && !wasQuoted ? name : quoteIdentifier(name));
    done = at.end;
  }
  return text + sql.slice(done);
}

/** Whether a word could be a keyword as well as a name. */
export function isSoft({ word }: Lexeme): boolean {
  return SOFT.has(word);
}

/** A name in the form by which it compares; empty for what is no name. */
export function foldedName(lexeme: Lexeme | undefined): string {
  return lexeme && isName(lexeme) ? foldedNameOf(lexeme) : '';
}

/** Whether a value ends with this lexeme, so that no other one can follow. */
export function endsValue(lexeme: Lexeme | undefined): boolean {
  if (!lexeme) return false;
  if (lexeme.kind === 'operator') return lexeme.text === ')';
  return !RESERVED.has(lexeme.word) || lexeme.word.endsWith('null');
}

/** Whether a lexeme is an operator, a parenthesis or a comma. */
export function isOperator(lexeme: Lexeme | undefined, text: string): boolean {
  return lexeme?.kind === 'operator' && lexeme.text === text;
}
