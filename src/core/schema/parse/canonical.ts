import { foldName, quoteIdentifier, unquote } from '../../sql/identifier.ts';
import type { Expression } from '../model.ts';
import { lexemesOf, withoutParentheses } from './reader.ts';
import type { Lexeme } from './reader.ts';

/** The keywords that SQLite takes for a name at most where nothing else can stand; never in an expression or a type. */
export const RESERVED: ReadonlySet<string> = new Set(
  `add all alter and as autoincrement between case check collate commit constraint create cross
  default deferrable delete distinct drop else escape except exists foreign from full group having
  in index indexed inner insert intersect into is isnull join left limit natural not nothing notnull
  null on or order outer primary references returning right select set table then to transaction
  union unique update using values when where`.split(/\s+/),
);

/** Words that SQLite takes for a name, but in an expression for a function. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  'cast current_date current_time current_timestamp raise'.split(' '),
);

const PLAIN_NAME = /^[a-z_\u0080-\uffff][\w$\u0080-\uffff]*$/;

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['==', '='],
  ['<>', '!='],
]);

/**
 * Names that a token in double quotes can mean, folded. One that means none of them is a string to SQLite.
 * Without the list every such token is a name. https://sqlite.org/quirks.html#double_quoted_string_literals_are_accepted
 */
export type KnownNames = Pick<ReadonlySet<string>, 'has'> | undefined;

/** The canonical form of any piece of SQL. See `SchemaObject.canonical`. Throws `unreadable-schema`. */
export function canonicalOf(sql: string): string {
  return canonicalTokens(lexemesOf(sql).lexemes);
}

/** The canonical form of lexemes. */
export function canonicalTokens(lexemes: readonly Lexeme[], names?: KnownNames): string {
  return lexemes.map((_, index) => canonicalToken(lexemes, index, names)).join(' ');
}

/**
 * A name in canonical form: folded, and in double quotes only where it would read as something else:
 * CHECK ("null") is about a column, CHECK (null) is not.
 */
export function canonicalName(name: string): string {
  const folded = foldName(name);
  if (PLAIN_NAME.test(folded) && !RESERVED.has(folded) && !FUNCTIONS.has(folded)) return folded;
  return quoteIdentifier(folded);
}

/** A list in parentheses in canonical form. */
export function canonicalList(items: readonly string[]): string {
  return `( ${items.join(' , ')} )`;
}

/** A value as a string literal. */
export function canonicalString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** Lexemes as an expression. */
export function expressionOf(
  sql: string,
  lexemes: readonly Lexeme[],
  names?: KnownNames,
): Expression {
  return {
    text: textOf(sql, lexemes),
    canonical: canonicalTokens(withoutParentheses(lexemes), names),
  };
}

/** The text from the first lexeme to the last. */
export function textOf(sql: string, lexemes: readonly Lexeme[]): string {
  const first = lexemes[0];
  const last = lexemes.at(-1);
  return first && last ? sql.slice(first.start, last.end) : '';
}

function canonicalToken(lexemes: readonly Lexeme[], index: number, names: KnownNames): string {
  const lexeme = lexemes[index];
  if (!lexeme) return '';
  switch (lexeme.kind) {
    case 'word':
      return lexeme.word;
    case 'quoted': {
      const name = unquote(lexeme.text);
      return isText(lexemes, index, names) ? canonicalString(name) : canonicalName(name);
    }
    case 'number':
    case 'blob':
      return foldName(lexeme.text);
    case 'operator':
      return SPELLINGS.get(lexeme.text) ?? lexeme.text;
    default:
      return lexeme.text;
  }
}

/** Whether a quoted token is a string to SQLite: in double quotes, where a column could stand, but no column. */
function isText(lexemes: readonly Lexeme[], index: number, names: KnownNames): boolean {
  const { text = '' } = lexemes[index] ?? {};
  if (names === undefined || !text.startsWith('"') || names.has(foldName(unquote(text))))
    return false;
  const before = lexemes[index - 1];
  const after = lexemes[index + 1]?.text;
  if (before?.word === 'as' || before?.word === 'collate' || before?.text === '.') return false;
  return after !== '.' && after !== '(';
}
