import { sameName } from '../../sql/identifier.ts';
import type { KeyPart } from '../model.ts';
import { canonicalList, canonicalName, expressionOf } from './canonical.ts';
import type { KnownNames } from './canonical.ts';
import { isName, nameOf, splitAtCommas, withoutParentheses } from './reader.ts';
import type { Lexeme } from './reader.ts';

/** The parts of a key or an index, from what stands in its parentheses. Throws `unreadable-schema`. */
export function keyPartsOf(
  sql: string,
  lexemes: readonly Lexeme[],
  names?: KnownNames,
): readonly KeyPart[] {
  return splitAtCommas(lexemes).map((part) => keyPartOf(sql, part, names));
}

/**
 * One part in canonical form. A collation that the column has anyway does not count: `ofColumn` is the column's,
 * null for BINARY, and undefined where the table is not known.
 */
export function canonicalPart(part: KeyPart, ofColumn: string | null | undefined): string {
  const { column, expression, collation, descending } = part;
  const words = [column === null ? (expression?.canonical ?? '') : canonicalName(column)];
  const usual = ofColumn === undefined ? null : (ofColumn ?? 'binary');
  if (collation !== null && (usual === null || !sameName(collation, usual))) {
    // Without the parentheses it would belong to the last term of the expression.
    if (expression) words.splice(0, 1, canonicalList(words));
    words.push('collate', canonicalName(collation));
  }
  if (descending) words.push('desc');
  return words.join(' ');
}

function keyPartOf(sql: string, lexemes: readonly Lexeme[], names: KnownNames): KeyPart {
  const descending = lexemes.at(-1)?.word === 'desc';
  const ordered = descending || lexemes.at(-1)?.word === 'asc';
  const body = withoutParentheses(ordered ? lexemes.slice(0, -1) : lexemes);
  const collated = body.at(-2)?.word === 'collate' && isTerm(body.slice(0, -2));
  const last = body.at(-1);
  const collation = collated && last ? nameOf(last) : null;
  const value = withoutParentheses(collated ? body.slice(0, -2) : body);
  const [first] = value;
  if (value.length === 1 && first && isName(first) && !isTruth(first)) {
    return { column: nameOf(first), expression: null, collation, descending };
  }
  return { column: null, expression: expressionOf(sql, value, names), collation, descending };
}

/** COLLATE binds tighter than operators: behind `a || b` it belongs to b, and the whole has no collation. */
function isTerm(lexemes: readonly Lexeme[]): boolean {
  const [first, ...rest] = lexemes;
  if (!first) return false;
  if (rest.length === 0 || withoutParentheses(lexemes) !== lexemes) return true;
  return isName(first) && withoutParentheses(rest) !== rest;
}

/** SQLite reads these as the numbers 1 and 0 where no column has the name, and an index on them serves nobody. */
function isTruth({ word }: Lexeme): boolean {
  return word === 'true' || word === 'false';
}
