import { errorSubject } from './errorSubject.ts';
import type { Subject } from './errorSubject.ts';
import { foldName, sameName, unquote } from './identifier.ts';
import { significantTokens } from './token.ts';
import type { Token } from './token.ts';

/** Compiles a statement without running it; SQLite's message, or null where it compiles. */
export type Prepare = (sql: string) => string | null;

interface Failing {
  readonly statement: string;
  readonly message: string;
  readonly tokens: readonly Token[];
  readonly prepare: Prepare;
}

/** A name whose case does not tell is tried token by token, and this often at most. */
const MOST_PROBES = 200;

/**
 * Offset in a statement of the token that SQLite's error message is about, or 0 where it is about the
 * statement as a whole. The drivers give no offsets, so this compiles variants of the statement and
 * watches how the message changes: `prepare` must see the schema as it was when the statement failed.
 */
export function errorOffset(statement: string, message: string, prepare: Prepare): number {
  const tokens = [...significantTokens(statement)];
  const failing: Failing = { statement, message, tokens, prepare };
  if (message === 'incomplete input') return tokens.at(-1)?.start ?? 0;
  const unrecognized = /^unrecognized token: "(.*)"$/s.exec(message)?.[1];
  if (unrecognized !== undefined) return spelled(failing, unrecognized)[0]?.start ?? 0;
  const near = /^near "(.*)": syntax error$/s.exec(message)?.[1];
  if (near !== undefined) return syntaxErrorOffset(failing, spelled(failing, near));
  const subject = errorSubject(message);
  return subject === null ? 0 : subjectOffset(failing, subject);
}

function textOf({ statement }: Failing, token: Token): string {
  return statement.slice(token.start, token.end);
}

function spelled(failing: Failing, text: string): Token[] {
  return failing.tokens.filter((token) => textOf(failing, token) === text);
}

/**
 * The parser stops at the first token that cannot follow, so what comes after it has no say, but for the two tokens by
 * which SQLite tells whether OVER, FILTER or WINDOW is a keyword.
 */
function syntaxErrorOffset(failing: Failing, candidates: readonly Token[]): number {
  const { statement, message, prepare, tokens } = failing;
  const index = firstIndex(candidates.length, (candidate) => {
    const token = candidates[candidate];
    if (token === undefined) return false;
    const ahead = /^(?:over|filter|window)$/i.test(textOf(failing, token)) ? 2 : 0;
    const last = tokens[tokens.indexOf(token) + ahead] ?? tokens.at(-1);
    return prepare(statement.slice(0, last?.end)) === message;
  });
  return candidates[index]?.start ?? 0;
}

function subjectOffset(failing: Failing, subject: Subject): number {
  for (const name of namesIn(failing.message.slice(subject.start, subject.end))) {
    const candidates = failing.tokens.filter((token) => {
      const text = textOf(failing, token);
      const value = unquote(text);
      return subject.echoed ? text === name || value === name : sameName(value, name);
    });
    const found =
      subject.echoed && /[a-z]/i.test(name)
        ? echoOfCase(failing, subject, candidates)
        : echoOfChange(failing, subject, candidates);
    if (found) return found.start;
  }
  return 0;
}

/** The subject as one name, then its pieces: `main.t.c` may be a name of its own or three. */
function namesIn(subject: string): ReadonlySet<string> {
  return new Set([subject, unquote(subject), ...subject.split(/[. ]/).filter(Boolean)]);
}

/**
 * SQLite compares names without case but repeats them as written: the token whose case shows in the
 * message is the one it is about.
 */
function echoOfCase(
  failing: Failing,
  subject: Subject,
  candidates: readonly Token[],
): Token | undefined {
  const { message } = failing;
  const index = firstIndex(candidates.length, (last) => {
    const answer = failing.prepare(rewrite(failing, candidates.slice(0, last + 1), flipCase));
    if (answer === null || foldName(answer) !== foldName(message)) return false;
    return slice(answer, subject) !== slice(message, subject);
  });
  return candidates[index];
}

/** For other names: the token whose change the message repeats, else the first whose change ends the error. */
function echoOfChange(
  failing: Failing,
  subject: Subject,
  candidates: readonly Token[],
): Token | undefined {
  let changed: Token | undefined;
  // NULL may stand for a value but for no name, so it leaves a mere use of the thing alone.
  const edit = subject.echoed ? lengthen : () => 'NULL';
  for (const candidate of candidates.slice(0, MOST_PROBES)) {
    const answer = failing.prepare(rewrite(failing, [candidate], edit));
    if (answer === failing.message) continue;
    const longer = answer !== null && answer.length === failing.message.length + 1;
    if (longer && answer.startsWith(failing.message.slice(0, subject.start))) return candidate;
    changed ??= candidate;
  }
  return changed;
}

function slice(message: string, subject: Subject): string {
  return message.slice(subject.start, subject.end);
}

/** The statement with some tokens, given in order, replaced. */
function rewrite(
  failing: Failing,
  tokens: readonly Token[],
  edit: (text: string) => string,
): string {
  const pieces: string[] = [];
  let from = 0;
  for (const token of tokens) {
    pieces.push(failing.statement.slice(from, token.start), edit(textOf(failing, token)));
    from = token.end;
  }
  return pieces.join('') + failing.statement.slice(from);
}

function flipCase(text: string): string {
  return text.replace(/[A-Z]+|[a-z]+/g, (letters) =>
    letters < 'a' ? letters.toLowerCase() : letters.toUpperCase(),
  );
}

/** Adds a character to a name, within its quotes. */
function lengthen(text: string): string {
  const quote = /["'`\]]$/.exec(text)?.[0] ?? '';
  return `${text.slice(0, text.length - quote.length)}_${quote}`;
}

/** The first index from which a test holds, by bisection; `count` where it holds for none. */
function firstIndex(count: number, holds: (index: number) => boolean): number {
  if (count === 0 || !holds(count - 1)) return count;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
