import { foldName, unquote } from './identifier.ts';
import { significantTokens, tokenize } from './token.ts';
import type { Token } from './token.ts';

/** What a statement does that cannot run, or does nothing, inside a transaction. */
export type TransactionUse =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'vacuum'
  | 'attach'
  | 'detach'
  | 'pragma';

const USES: ReadonlyMap<string, TransactionUse> = new Map([
  ['begin', 'begin'],
  ['commit', 'commit'],
  ['end', 'commit'],
  ['rollback', 'rollback'],
  ['vacuum', 'vacuum'],
  ['attach', 'attach'],
  ['detach', 'detach'],
]);

/**
 * Pragmas whose assignment inside a transaction fails (`synchronous`, and the others once a temporary
 * table exists) or is ignored (`journal_mode`). page_size, auto_vacuum, locking_mode and
 * incremental_vacuum are not here: on a database that has a table they do the same in and out of one.
 */
const ASSIGNED_OUTSIDE: ReadonlySet<string> = new Set([
  'journal_mode',
  'synchronous',
  'temp_store',
  'temp_store_directory',
]);

/** Enough for the longest head that counts: EXPLAIN QUERY PLAN PRAGMA schema.name = - value. */
const HEAD_LENGTH = 9;

/** How one statement uses transactions, or null where it may run inside one as it is. */
export function transactionUse(statementText: string): TransactionUse | null {
  const [first = ''] = headOf(statementText, 1);
  if (!USES.has(first) && first !== 'pragma' && first !== 'explain') return null;
  const head = headOf(statementText, HEAD_LENGTH);
  // SQLite obeys most pragmas while it compiles them, so EXPLAIN in front changes nothing.
  const explained = head[0] === 'explain';
  const plan = explained && head[1] === 'query' && head[2] === 'plan';
  const words = head.slice(explained ? (plan ? 3 : 1) : 0);
  if (words[0] === 'pragma') return pragmaUse(words.slice(1));
  if (explained) return null;
  const use = USES.get(words[0] ?? '') ?? null;
  // ROLLBACK [TRANSACTION [name]] TO goes back to a savepoint and leaves the transaction open.
  return use === 'rollback' && words.slice(1, 4).includes('to') ? null : use;
}

/** The words after `-- fastmigrate:` in the comment lines before the first statement, in order. */
export function headerDirectives(script: string): readonly string[] {
  const words: string[] = [];
  for (const token of tokenize(script)) {
    if (token.kind === 'space' || token.kind === 'semicolon') continue;
    if (token.kind !== 'comment') break;
    const header = /^--\s*fastmigrate:(.*)$/is.exec(textOf(script, token));
    if (header?.[1] !== undefined) words.push(...header[1].split(/[\s,]+/).filter(Boolean));
  }
  return words;
}

/** Whether a script has a token in double quotes, which is a name or, to stock SQLite, a string. */
export function hasDoubleQuoted(script: string): boolean {
  for (const token of tokenize(script)) {
    if (token.kind === 'quoted' && script[token.start] === '"') return true;
  }
  return false;
}

/** Whether any word, quoted name or string of a script is one of the names, as SQLite compares names. */
export function mentions(script: string, names: readonly string[]): boolean {
  const text = script.toLowerCase();
  const wanted = new Set(names.map(foldName).filter((name) => mayHold(text, name)));
  if (wanted.size === 0) return false;
  for (const token of tokenize(script)) {
    if (token.kind !== 'word' && token.kind !== 'quoted' && token.kind !== 'string') continue;
    if (wanted.has(foldName(unquote(textOf(script, token))))) return true;
  }
  return false;
}

/** Whether a text in lower case may have a token with this value. In quotes, a quote within it is written twice. */
function mayHold(text: string, name: string): boolean {
  return /\W/.test(name) || text.includes(name);
}

/** The first tokens of a statement in lower case; quoted ones keep their quotes and so are no keywords. */
function headOf(statementText: string, length: number): string[] {
  const head: string[] = [];
  for (const token of significantTokens(statementText)) {
    head.push(foldName(textOf(statementText, token)));
    if (head.length === length) break;
  }
  return head;
}

function textOf(sql: string, token: Token): string {
  return sql.slice(token.start, token.end);
}

/** Takes the tokens after PRAGMA: a name, perhaps with its schema, then `= value` or `(value)`. */
function pragmaUse(words: readonly string[]): TransactionUse | null {
  const [name, operator, ...value] = words[1] === '.' ? words.slice(2) : words;
  const pragma = foldName(unquote(name ?? ''));
  if (pragma === 'wal_checkpoint') return 'pragma';
  if (operator !== '=' && operator !== '(') return null;
  if (ASSIGNED_OUTSIDE.has(pragma)) return 'pragma';
  return pragma === 'foreign_keys' && switchesOn(value) ? 'pragma' : null;
}

/** SQLite's reading of a switch: a number other than 0, on, yes or true; everything else is off. */
function switchesOn(valueTokens: readonly string[]): boolean {
  const [first = '', second = ''] = valueTokens;
  const value = foldName(unquote(first === '+' ? second : first));
  // Without a radix, as SQLite takes hexadecimal numbers here too.
  return /^\d/.test(value) ? Number.parseInt(value) !== 0 : ['on', 'yes', 'true'].includes(value);
}
