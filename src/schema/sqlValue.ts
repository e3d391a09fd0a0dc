import { canonicalString } from '../core/schema/parse/canonical.ts';
import { unquote } from '../core/sql/identifier.ts';
import { significantTokens } from '../core/sql/token.ts';
import type { DefaultValue, SqlExpression } from './declarative.ts';

/**
 * A value as it stands behind DEFAULT or in a CHECK.
 * Throws RangeError for what SQLite has no literal for: text with NUL, numbers that are not finite, invalid dates.
 */
export function sqlLiteral(value: DefaultValue): string {
  switch (typeof value) {
    case 'string':
      return textLiteral(value);
    case 'number':
      return numberLiteral(value);
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? '1' : '0';
    default:
      return objectLiteral(value);
  }
}

/** The value that a text behind DEFAULT means; null for NULL, an expression for what is not a literal. */
export function valueOf(text: string): DefaultValue | null {
  const tokens = [...significantTokens(text)];
  const [first, second] = tokens;
  if (first === undefined) return null;
  const [sign = ''] = /^[+-]$/.exec(text.slice(first.start, first.end)) ?? [];
  const literal = sign === '' ? first : second;
  const expression = { sql: text };
  if (literal === undefined || tokens.length !== sign.length + 1) return expression;
  const written = text.slice(literal.start, literal.end);
  if (literal.kind === 'number') return numberOf(sign + written) ?? expression;
  if (sign !== '') return expression;
  switch (literal.kind) {
    case 'string':
    case 'quoted':
      return unquote(written);
    case 'blob':
      return bytesOf(written.slice(2, -1));
    case 'word':
      return wordOf(written);
    default:
      return expression;
  }
}

function textLiteral(value: string): string {
  if (value.includes('\0')) throw new RangeError('a text in SQL cannot contain NUL');
  return canonicalString(value);
}

function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`SQL has no literal for ${value}`);
  return String(value);
}

function objectLiteral(value: Date | Uint8Array | SqlExpression): string {
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (value instanceof Uint8Array)
    return `X'${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}'`;
  return `(${value.sql})`;
}

/** Integers beyond 2^53 as bigint, so that none is rounded; undefined for a hexadecimal or grouped number. */
function numberOf(text: string): number | bigint | undefined {
  const value = Number(text);
  if (Number.isNaN(value) || /x/i.test(text)) return undefined;
  return /^[+-]?\d+$/.test(text) && !Number.isSafeInteger(value)
    ? BigInt(text.replace('+', ''))
    : value;
}

function bytesOf(digits: string): Uint8Array {
  const pairs = digits.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

/** Behind DEFAULT, a word that is not a value is a text. */
function wordOf(word: string): DefaultValue | null {
  const folded = word.toLowerCase();
  if (folded === 'null') return null;
  if (folded === 'true' || folded === 'false') return folded === 'true' ? 1 : 0;
  return /^current_(?:date|time|timestamp)$/.test(folded) ? { sql: word } : word;
}
