import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';

type Answer = (expression: string, values: readonly SQLInputValue[]) => SQLOutputValue;

// Without bigints, a number would not tell whether it was 1 or 1.0.
const OPTIONS = { deterministic: true, useBigIntArguments: true };

/**
 * Gives a connection of Node's SQLite what its build lacks of the usual ones, better-sqlite3's among them:
 * `soundex()`, and a LIKE and GLOB that no blob matches. `scratch` opens a database in memory.
 * https://sqlite.org/compile.html#like_doesnt_match_blobs
 */
export function addStockFunctions(handle: DatabaseSync, scratch: () => DatabaseSync): void {
  const answer = asking(scratch);
  const textOnly =
    (expression: string) =>
    (...values: readonly SQLInputValue[]): SQLOutputValue =>
      values.slice(0, 2).some((value) => value instanceof Uint8Array)
        ? 0n
        : answer(expression, values);
  const [like, likeEscape] = [textOnly('like(?, ?)'), textOnly('like(?, ?, ?)')];
  const glob = textOnly('glob(?, ?)');
  handle.function('like', OPTIONS, (pattern, value) => like(pattern, value));
  handle.function('like', OPTIONS, (pattern, value, escape) => likeEscape(pattern, value, escape));
  handle.function('glob', OPTIONS, (pattern, value) => glob(pattern, value));
  handle.function('soundex', OPTIONS, (value) =>
    soundex(answer('CAST(CAST(? AS TEXT) AS BLOB)', [value])),
  );
}

/** Lets SQLite itself answer, in a database of its own that is opened when it is first asked. */
function asking(scratch: () => DatabaseSync): Answer {
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  let database: DatabaseSync | undefined;
  return (expression, values) => {
    let statement = statements.get(expression);
    if (statement === undefined) {
      database ??= scratch();
      statement = database.prepare(`SELECT ${expression} AS answer`);
      statement.setReadBigInts(true);
      statements.set(expression, statement);
    }
    return statement.get(...values)?.['answer'] ?? null;
  };
}

/** Code of each letter from A to Z. */
const CODES = '01230120022455012623010202';

/** As SQLite computes it: over bytes, of which only the lower seven bits count. https://sqlite.org/lang_corefunc.html#soundex */
function soundex(value: SQLOutputValue): string {
  const bytes = value instanceof Uint8Array ? value : new Uint8Array();
  const start = bytes.findIndex((byte) => /[A-Za-z\0]/.test(String.fromCharCode(byte)));
  const first = bytes[start];
  if (first === undefined || first === 0) return '?000';
  let code = String.fromCharCode(first).toUpperCase();
  let last = codeOf(first);
  for (const byte of bytes.subarray(start)) {
    if (byte === 0 || code.length === 4) break;
    const next = codeOf(byte);
    if (next !== '0' && next !== last) code += next;
    last = next;
  }
  return code.padEnd(4, '0');
}

function codeOf(byte: number): string {
  const letter = (byte & 0x5f) - 0x41;
  return (byte & 0x40) === 0 ? '0' : (CODES[letter] ?? '0');
}
