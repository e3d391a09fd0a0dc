import { foldName } from '../../sql/identifier.ts';
import type { Affinity, Span } from '../model.ts';
import { RESERVED, canonicalName, canonicalTokens } from './canonical.ts';
import { foldedNameOf, isName, nameOf } from './reader.ts';
import type { Lexeme, LexemeReader } from './reader.ts';

const GENERATED_ALWAYS = 'generated always'.length;

/** A column's type as it stands in the text. */
export interface ColumnType {
  readonly type: string;
  readonly canonical: string;
  readonly span: Span;
}

/** Reads the words of a type and its size, as many as there are. `at` is where an empty one stands. */
export function readType(reader: LexemeReader, at: number): ColumnType {
  const lexemes: Lexeme[] = [];
  while (isTypeWord(reader.peek())) lexemes.push(reader.next());
  if (!reader.seesOperator('(')) giveBackGenerated(reader, lexemes);
  const words = lexemes.length;
  if (words > 0 && reader.seesOperator('(')) {
    const open = reader.peek();
    const inner = reader.group();
    const { end } = open ? reader.spanFrom(open) : { end: at };
    const close: Lexeme = { kind: 'operator', start: end - 1, end, text: ')', word: '' };
    lexemes.push(...(open ? [open] : []), ...inner, close);
  }
  return {
    type: lexemes.map((lexeme, index) => `${gap(lexemes, index)}${plain(lexeme)}`).join(''),
    canonical: lexemes.map((lexeme, index) => canonicalPiece(lexeme, index < words)).join(' '),
    span: { start: lexemes[0]?.start ?? at, end: lexemes.at(-1)?.end ?? at },
  };
}

/** The affinity of a type. In a STRICT table ANY keeps every value as it is. https://sqlite.org/datatype3.html#determination_of_column_affinity */
export function affinityOf(type: string, strict: boolean): Affinity {
  const folded = foldName(type);
  const has = (...pieces: readonly string[]): boolean => pieces.some((p) => folded.includes(p));
  if (has('int')) return 'INTEGER';
  if (has('char', 'clob', 'text')) return 'TEXT';
  if (has('blob') || folded === '' || (strict && folded === 'any')) return 'BLOB';
  return has('real', 'floa', 'doub') ? 'REAL' : 'NUMERIC';
}

function isTypeWord(lexeme: Lexeme | undefined): boolean {
  return lexeme !== undefined && isName(lexeme) && !RESERVED.has(lexeme.word);
}

/**
 * GENERATED ALWAYS at the end of a type belongs to the clause behind it. SQLite cuts it off as text: where a comment
 * stands between the two words, GENERATED stays and is the type.
 */
function giveBackGenerated(reader: LexemeReader, words: Lexeme[]): void {
  const { sql } = reader;
  const [first, last, before] = [words[0], words.at(-1), words.at(-2)];
  if (!first || last?.word !== 'always' || last.end - first.start < GENERATED_ALWAYS) return;
  const together = before?.word === 'generated' && !sql.slice(before.end, last.start).trim();
  const count = together ? 2 : 1;
  words.splice(-count);
  reader.goBack(count);
}

/** A space where the text has one or more, or a comment. */
function gap(lexemes: readonly Lexeme[], index: number): string {
  const before = lexemes[index - 1];
  return before && before.end < (lexemes[index]?.start ?? 0) ? ' ' : '';
}

function plain(lexeme: Lexeme): string {
  return lexeme.kind === 'operator' ? lexeme.text : nameOf(lexeme);
}

/** Quotes make no difference around words. */
function canonicalPiece(lexeme: Lexeme, isWord: boolean): string {
  if (!isWord || lexeme.kind === 'word') return canonicalTokens([lexeme]);
  const words = foldedNameOf(lexeme).trim().replace(/ +/g, ' ');
  return /^[\w\u0080-\uffff ]+$/.test(words) ? words : canonicalName(words);
}
