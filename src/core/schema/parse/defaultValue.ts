import type { Expression } from '../model.ts';
import { canonicalList, canonicalString, canonicalTokens, textOf } from './canonical.ts';
import type { KnownNames } from './canonical.ts';
import { nameOf, withoutParentheses } from './reader.ts';
import type { Lexeme, LexemeReader } from './reader.ts';

/** The words that are values. Every other word behind DEFAULT is a string. */
const VALUES: ReadonlySet<string> = new Set(
  'null true false current_date current_time current_timestamp'.split(' '),
);

/** Reads what follows DEFAULT: a literal, a signed number, a word or an expression in parentheses. */
export function readDefault(reader: LexemeReader, names: KnownNames): Expression {
  if (reader.seesOperator('(')) {
    const group = reader.group();
    const canonical = canonicalValue(withoutParentheses(group), names);
    return { text: textOf(reader.sql, group), canonical };
  }
  const first = reader.next();
  if (isSign(first)) {
    const signed = [first, reader.next()];
    return { text: textOf(reader.sql, signed), canonical: canonicalValue(signed, names) };
  }
  const isString = first.kind === 'quoted' || (first.kind === 'word' && !VALUES.has(first.word));
  const canonical = isString ? canonicalString(nameOf(first)) : canonicalTokens([first]);
  return { text: first.text, canonical };
}

/** Parentheses stand only around what is no literal; a plus before a number says nothing. */
function canonicalValue(lexemes: readonly Lexeme[], names: KnownNames): string {
  const [first, second] = lexemes;
  const isSigned = first && isSign(first) && second?.kind === 'number' && lexemes.length === 2;
  const value = isSigned && first.text === '+' ? lexemes.slice(1) : lexemes;
  const canonical = canonicalTokens(value, names);
  return isSigned || lexemes.length === 1 ? canonical : canonicalList([canonical]);
}

function isSign({ kind, text }: Lexeme): boolean {
  return kind === 'operator' && (text === '+' || text === '-');
}
