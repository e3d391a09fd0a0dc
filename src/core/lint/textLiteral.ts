import type { Connection } from '../database/connection.ts';
import { unquote } from '../sql/identifier.ts';
import type { Lexeme } from '../schema/parse/reader.ts';

/** A statement with more is a dump, and checking each would compile it as often. */
const MOST = 50;

/**
 * Tokens in double quotes that SQLite takes for strings, because no column has such a name. In other quotes a name is
 * a name, so the statement then does not compile. https://sqlite.org/quirks.html#dblquote
 */
export function textLiterals(
  connection: Connection,
  text: string,
  lexemes: readonly Lexeme[],
): readonly Lexeme[] {
  const candidates = lexemes.filter(
    ({ kind, text: token }) => kind === 'quoted' && token.startsWith('"'),
  );
  if (candidates.length === 0 || candidates.length > MOST) return [];
  if (connection.compileError(text) !== null) return [];
  const compiles = (requoted: readonly Lexeme[]): boolean =>
    connection.compileError(withBackticks(text, requoted)) === null;
  return compiles(candidates) ? [] : candidates.filter((candidate) => !compiles([candidate]));
}

function withBackticks(text: string, lexemes: readonly Lexeme[]): string {
  let requoted = text;
  for (const { start, end, text: token } of lexemes.toReversed()) {
    const name = `\`${unquote(token).replaceAll('`', '``')}\``;
    requoted = requoted.slice(0, start) + name + requoted.slice(end);
  }
  return requoted;
}
