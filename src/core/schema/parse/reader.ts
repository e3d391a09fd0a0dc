import { FailureError, unreadableSchema } from '../../failureError.ts';
import { foldName, unquote } from '../../sql/identifier.ts';
import { tokenize } from '../../sql/token.ts';
import type { Token } from '../../sql/token.ts';
import type { Span } from '../model.ts';

/** A token that SQLite's parser sees, with its text. */
export interface Lexeme extends Token {
  readonly text: string;
  /** The text in lower case where the token is a word, else empty: what is quoted is never a keyword. */
  readonly word: string;
}

/** The text of a statement as lexemes, and the comments between them. */
export interface Lexemes {
  readonly lexemes: readonly Lexeme[];
  readonly comments: readonly Token[];
}

/** Takes a statement apart, without the semicolon at its end. Throws `unreadable-schema` on a token that SQLite does not know. */
export function lexemesOf(sql: string): Lexemes {
  const lexemes: Lexeme[] = [];
  const comments: Token[] = [];
  for (const { kind, start, end } of tokenize(sql)) {
    if (kind === 'comment') comments.push({ kind, start, end });
    if (kind === 'comment' || kind === 'space') continue;
    const text = sql.slice(start, end);
    if (kind === 'illegal') throw unreadable(headOf(sql), `unrecognized token ${text}`);
    lexemes.push({ kind, start, end, text, word: kind === 'word' ? foldName(text) : '' });
  }
  while (lexemes.at(-1)?.kind === 'semicolon') lexemes.pop();
  return { lexemes, comments };
}

/** Reads lexemes in order. Everything that is not as SQLite's grammar has it throws `unreadable-schema`. */
export class LexemeReader {
  readonly sql: string;
  readonly lexemes: readonly Lexeme[];
  /** What failures name. */
  object: string;
  #at = 0;

  constructor(sql: string, lexemes: readonly Lexeme[], object = headOf(sql)) {
    this.sql = sql;
    this.lexemes = lexemes;
    this.object = object;
  }

  get done(): boolean {
    return this.#at >= this.lexemes.length;
  }

  peek(ahead = 0): Lexeme | undefined {
    return this.lexemes[this.#at + ahead];
  }

  next(): Lexeme {
    const lexeme = this.lexemes[this.#at];
    if (!lexeme) throw this.failure();
    this.#at += 1;
    return lexeme;
  }

  /** Whether these words come next. */
  sees(...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.peek(ahead)?.word === word);
  }

  /** Whether this operator comes next. */
  seesOperator(text: string): boolean {
    const lexeme = this.peek();
    return lexeme?.kind === 'operator' && lexeme.text === text;
  }

  /** Passes these words if all of them come next. */
  accept(...words: readonly string[]): boolean {
    if (!this.sees(...words)) return false;
    this.#at += words.length;
    return true;
  }

  acceptOperator(text: string): boolean {
    if (!this.seesOperator(text)) return false;
    this.#at += 1;
    return true;
  }

  expect(...words: readonly string[]): void {
    if (!this.accept(...words)) throw this.failure();
  }

  /** The next lexeme, which has to be a name in any of the ways in which SQLite takes one. */
  name(): Lexeme {
    const lexeme = this.next();
    if (!isName(lexeme)) throw this.failure(lexeme);
    return lexeme;
  }

  /** What stands between the parenthesis that comes next and the one that closes it. */
  group(): readonly Lexeme[] {
    if (!this.acceptOperator('(')) throw this.failure();
    const from = this.#at;
    for (let depth = 1; depth > 0;) depth += depthOf(this.next());
    return this.lexemes.slice(from, this.#at - 1);
  }

  /** Unreads as many lexemes. */
  goBack(count: number): void {
    this.#at -= count;
  }

  /** All that is left. */
  rest(): readonly Lexeme[] {
    const from = this.#at;
    this.#at = this.lexemes.length;
    return this.lexemes.slice(from);
  }

  /** From the start of a lexeme to the end of the last one that was read. */
  spanFrom(first: Lexeme): Span {
    return { start: first.start, end: this.lexemes[this.#at - 1]?.end ?? first.end };
  }

  failure(at = this.peek()): FailureError {
    return unreadable(this.object, at ? `unexpected ${at.text}` : 'it ends too early');
  }
}

/** Reads a whole statement. */
export function readerOf(sql: string): LexemeReader {
  return new LexemeReader(sql, lexemesOf(sql).lexemes);
}

/** The value of a name: without quotes. */
export function nameOf(lexeme: Lexeme): string {
  return unquote(lexeme.text);
}

/** The value of a name in the form by which names compare. */
export function foldedNameOf(lexeme: Lexeme): string {
  return foldName(nameOf(lexeme));
}

/** All names that a text has, folded, whatever they mean. Throws `unreadable-schema`. */
export function namesInText(sql: string): ReadonlySet<string> {
  return new Set(lexemesOf(sql).lexemes.filter(isName).map(foldedNameOf));
}

/** Whether SQLite takes a token for a name where only a name can stand. */
export function isName({ kind }: Pick<Token, 'kind'>): boolean {
  return kind === 'word' || kind === 'quoted' || kind === 'string';
}

/** By how much a token changes the depth of parentheses. */
export function depthOf({ kind, text }: Lexeme): number {
  if (kind !== 'operator') return 0;
  return text === '(' ? 1 : text === ')' ? -1 : 0;
}

/** Cuts a list at the commas that are not inside parentheses. An empty list has no parts. */
export function splitAtCommas(lexemes: readonly Lexeme[]): (readonly Lexeme[])[] {
  if (lexemes.length === 0) return [];
  const parts: Lexeme[][] = [[]];
  let depth = 0;
  for (const lexeme of lexemes) {
    depth += depthOf(lexeme);
    if (depth === 0 && lexeme.kind === 'operator' && lexeme.text === ',') parts.push([]);
    else parts.at(-1)?.push(lexeme);
  }
  return parts;
}

/** A list without parentheses that enclose all of it. */
export function withoutParentheses(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  let inner = lexemes;
  while (inner[0] && depthOf(inner[0]) === 1 && closing(inner) === inner.length - 1)
    inner = inner.slice(1, -1);
  return inner;
}

/** The error about a text that cannot be read. */
export function unreadable(object: string, reason: string): FailureError {
  const failure = { code: 'unreadable-schema', object, reason } as const;
  return new FailureError(failure, unreadableSchema(failure));
}

/** Where the parenthesis that a list begins with is closed. */
function closing(lexemes: readonly Lexeme[]): number {
  let depth = 0;
  return lexemes.findIndex((lexeme) => {
    depth += depthOf(lexeme);
    return depth === 0;
  });
}

/** What a failure calls an object whose name is not known yet. */
function headOf(sql: string): string {
  return sql.length > 40 ? `${sql.slice(0, 40)}…` : sql;
}
