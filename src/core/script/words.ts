import { foldName, unquote } from '../sql/identifier.ts';
import { splitStatements } from '../sql/split.ts';
import { tokenize } from '../sql/token.ts';
import type { Token } from '../sql/token.ts';

/** A token that SQLite's parser sees. Offsets are those of the script. */
export interface Word extends Token {
  readonly text: string;
  /** In lower case where it may be a keyword, else empty: what is quoted never is one. */
  readonly keyword: string;
  /** The name that it may be, without quotes; null for what is no name. */
  readonly name: string | null;
}

/** The part of a script that stands for itself: a statement, or one statement of a trigger's body. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly words: readonly Word[];
  /** The words between CREATE TRIGGER and BEGIN, for a statement of a trigger's body. */
  readonly trigger?: readonly Word[];
}

/** The words of a piece of a script. Never throws. */
export function wordsOf(text: string, start = 0, end = text.length): readonly Word[] {
  const words: Word[] = [];
  for (const token of tokenize(text.slice(0, end), start)) {
    if (token.kind === 'space' || token.kind === 'comment') continue;
    const piece = text.slice(token.start, token.end);
    const named = token.kind === 'word' || token.kind === 'quoted';
    words.push({
      ...token,
      text: piece,
      keyword: token.kind === 'word' ? foldName(piece) : '',
      name: named ? unquote(piece) : null,
    });
  }
  return words;
}

/** All segments of a script, in order. The head of a trigger is one of its own. */
export function segmentsOf(text: string): readonly Segment[] {
  return splitStatements(text).flatMap(({ start, end }) => partsOf(wordsOf(text, start, end)));
}

/** The segment that an offset is in or right behind, or undefined between two statements. */
export function segmentAt(text: string, offset: number): Segment | undefined {
  const segments = segmentsOf(text);
  const index = segments.findLastIndex(({ start }) => start <= offset);
  const found = segments[index];
  if (found === undefined) return undefined;
  const closed = found.words.at(-1)?.kind === 'semicolon';
  return closed && offset >= found.end ? bodyBehind(found, offset) : found;
}

/** The token that an offset is in: behind its first character, and not behind its end. Spaces count. */
export function tokenAround(text: string, offset: number): Token | undefined {
  for (const token of tokenize(text)) {
    if (token.start < offset && offset <= token.end) return token;
    if (token.start >= offset) return undefined;
  }
  return undefined;
}

/** Whether SQLite would not look for a name or a keyword at this offset: in a comment or a text. */
export function isQuiet(text: string, offset: number): boolean {
  const token = tokenAround(text, offset);
  if (token === undefined) return false;
  switch (token.kind) {
    case 'comment':
      // The character behind `*/` is no part of the comment.
      return offset < token.end || text.startsWith('--', token.start);
    case 'string':
    case 'blob':
      return offset < token.end;
    case 'number':
    case 'parameter':
      return true;
    case 'illegal':
      return text[token.start] === "'";
    case 'space':
    case 'word':
    case 'quoted':
    case 'operator':
    case 'semicolon':
      return false;
  }
}

function partsOf(words: readonly Word[]): readonly Segment[] {
  const begin = isTrigger(words) ? words.findIndex(({ keyword }) => keyword === 'begin') : -1;
  if (begin === -1) return [segment(words)].filter((each) => each.words.length > 0);
  const head = words.slice(0, begin + 1);
  const parts: Segment[] = [segment(head)];
  let from = begin + 1;
  for (let at = from; at < words.length; at += 1) {
    if (words[at]?.kind !== 'semicolon' && at !== words.length - 1) continue;
    parts.push({ ...segment(words.slice(from, at + 1)), trigger: head });
    from = at + 1;
  }
  return parts;
}

function segment(words: readonly Word[]): Segment {
  return { start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0, words };
}

/** Behind a semicolon a trigger goes on until END. */
function bodyBehind({ trigger, words, end }: Segment, offset: number): Segment | undefined {
  const over = words[0]?.keyword === 'end' && trigger !== undefined;
  if (trigger === undefined || over) return undefined;
  return { start: Math.max(end, offset), end: offset, words: [], trigger };
}

/** Whether the statement is CREATE [TEMP] TRIGGER. */
export function isTrigger(words: readonly Word[]): boolean {
  const [first, second, third] = words;
  if (first?.keyword !== 'create') return false;
  const kind = /^temp(?:orary)?$/.test(second?.keyword ?? '') ? third : second;
  return kind?.keyword === 'trigger';
}
