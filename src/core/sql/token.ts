import { DIGIT, HEX, LETTER, NAME, SPACE, SPACES } from './characters.ts';
import { classOf, hasText, seek, skip } from './characters.ts';

/** What a token is. Keywords are words: only the parser tells them from names. */
export type TokenKind =
  | 'space'
  | 'comment'
  | 'word'
  | 'quoted'
  | 'string'
  | 'number'
  | 'blob'
  | 'parameter'
  | 'operator'
  | 'semicolon'
  | 'illegal';

/** A piece of SQL text, half open, in UTF-16 offsets. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const BYTE_ORDER_MARK = 0xfeff;
const LINE_FEED = 0x0a;
const DOUBLE_QUOTE = 0x22;
const QUOTE = 0x27;
const STAR = 0x2a;
const MINUS = 0x2d;
const SLASH = 0x2f;
const BACKTICK = 0x60;
const CLOSING_PARENTHESIS = 0x29;
const CLOSING_BRACKET = 0x5d;

const OPERATOR = /->>?|==?|<[<=>]?|>[=>]?|!=|\|\|?|[()+*/%,&~.-]/y;
const NUMBER = /0x[\da-f][\da-f_]*|(?:\d[\d_]*(?:\.[\d_]*)?|\.[\d_]*)(?:e[+-]?\d[\d_]*)?/iy;
const PARAMETER_NAME = /(?:[\w$\u0080-\uffff]|::)*/y;

/**
 * All tokens from an offset to the end, without gaps, by the rules of SQLite's own tokenizer.
 * Never throws: what SQLite does not take is a token of kind `illegal`.
 */
export function* tokenize(sql: string, from = 0): Generator<Token, void, undefined> {
  for (let next = nextToken(sql, from); next; next = nextToken(sql, next.end)) yield next;
}

/** The tokens that SQLite's parser sees: all but spaces and comments. */
export function* significantTokens(sql: string, from = 0): Generator<Token, void, undefined> {
  for (const next of tokenize(sql, from)) {
    if (next.kind !== 'space' && next.kind !== 'comment') yield next;
  }
}

/** The token that starts at an offset, or undefined at the end of the text. */
export function nextToken(sql: string, start: number): Token | undefined {
  if (start >= sql.length) return undefined;
  const code = sql.charCodeAt(start);
  // A byte order mark is a space only where a token starts; within a name it is a letter.
  if (code === BYTE_ORDER_MARK) return token('space', start, start + 1);
  const classBits = classOf(code);
  if (classBits & SPACE) return token('space', start, skip(sql, start + 1, SPACES));
  if (classBits & DIGIT) return number(sql, start);
  if (classBits & LETTER) return wordOrBlob(sql, start);
  return symbol(sql, start, code);
}

function token(kind: TokenKind, start: number, end: number): Token {
  return { kind, start, end };
}

function symbol(sql: string, start: number, code: number): Token {
  const second = sql.charCodeAt(start + 1);
  switch (sql[start]) {
    case ';':
      return token('semicolon', start, start + 1);
    case "'":
      return quoted(sql, 'string', start, QUOTE);
    case '"':
      return quoted(sql, 'quoted', start, DOUBLE_QUOTE);
    case '`':
      return quoted(sql, 'quoted', start, BACKTICK);
    case '[':
      return closed(sql, 'quoted', start, seek(sql, start + 1, CLOSING_BRACKET), CLOSING_BRACKET);
    case '?':
      return token('parameter', start, skip(sql, start + 1, DIGIT));
    case '$':
    case '@':
    case ':':
    case '#':
      return namedParameter(sql, start);
    default:
      break;
  }
  // Only the line feed ends this comment: a lone carriage return does not.
  if (code === MINUS && second === MINUS)
    return token('comment', start, seek(sql, start, LINE_FEED));
  if (code === SLASH && second === STAR && hasText(sql, start + 2)) return blockComment(sql, start);
  if (classOf(second) & DIGIT && sql[start] === '.') return number(sql, start);
  OPERATOR.lastIndex = start;
  return OPERATOR.test(sql)
    ? token('operator', start, OPERATOR.lastIndex)
    : token('illegal', start, start + 1);
}

/** A token that is illegal unless the character that closes it stands at `end`. */
function closed(sql: string, kind: TokenKind, start: number, end: number, by: number): Token {
  return sql.charCodeAt(end) === by ? token(kind, start, end + 1) : token('illegal', start, end);
}

function quoted(sql: string, kind: TokenKind, start: number, delimiter: number): Token {
  let end = seek(sql, start + 1, delimiter);
  while (sql.charCodeAt(end) === delimiter && sql.charCodeAt(end + 1) === delimiter) {
    end = seek(sql, end + 2, delimiter);
  }
  return closed(sql, kind, start, end, delimiter);
}

function blockComment(sql: string, start: number): Token {
  let end = seek(sql, start + 2, STAR);
  while (sql.charCodeAt(end) === STAR && sql.charCodeAt(end + 1) !== SLASH) {
    end = seek(sql, end + 1, STAR);
  }
  // An unclosed comment runs to the end, and SQLite takes it without an error.
  return token('comment', start, sql.charCodeAt(end) === STAR ? end + 2 : end);
}

function wordOrBlob(sql: string, start: number): Token {
  if (sql.charCodeAt(start + 1) === QUOTE && /x/i.test(sql.charAt(start))) return blob(sql, start);
  return token('word', start, skip(sql, start + 1, NAME));
}

function blob(sql: string, start: number): Token {
  const digitsEnd = skip(sql, start + 2, HEX);
  const end = seek(sql, digitsEnd, QUOTE);
  const wellFormed = digitsEnd === end && (end - start) % 2 === 0;
  return closed(sql, wellFormed ? 'blob' : 'illegal', start, end, QUOTE);
}

function number(sql: string, start: number): Token {
  NUMBER.lastIndex = start;
  const end = NUMBER.test(sql) ? NUMBER.lastIndex : start + 1;
  const nameEnd = skip(sql, end, NAME);
  return token(nameEnd === end ? 'number' : 'illegal', start, nameEnd);
}

/** `:name`, `@name`, `$name` and Tcl's `$ns::name(key)`, whose key runs to `)` and holds no space. */
function namedParameter(sql: string, start: number): Token {
  PARAMETER_NAME.lastIndex = start + 1;
  PARAMETER_NAME.test(sql);
  const end = PARAMETER_NAME.lastIndex;
  const hasName = /[^:]/.test(sql.slice(start + 1, end));
  if (!hasName) return token('illegal', start, end);
  if (sql[end] !== '(') return token('parameter', start, end);
  let close = end + 1;
  while (hasText(sql, close) && sql[close] !== ')' && !(classOf(sql.charCodeAt(close)) & SPACES)) {
    close += 1;
  }
  return closed(sql, 'parameter', start, close, CLOSING_PARENTHESIS);
}
