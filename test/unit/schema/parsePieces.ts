import { foldName, quoteIdentifier } from '../../../src/core/sql/identifier.ts';

/** A piece of a statement. Keywords and names can be written in several ways, the rest in one. */
export interface Piece {
  readonly kind: 'keyword' | 'name' | 'operand' | 'literal';
  readonly text: string;
}

/** How one piece is written: all numbers are taken modulo the number of ways. */
export interface Manner {
  readonly gap: number;
  readonly quotes: number;
  readonly upper: boolean;
}

const GAPS = [' ', '\n', ' \t', ' /* no, ( " */ ', " -- it's ;\n", '\r\n '];

const PLAIN = /^[a-z]+$/i;

const QUOTED_ONLY: ReadonlySet<string> = new Set(['order', 'null', 'check']);

/** The statement in one manner for each piece; without any, as plainly as it can be written. */
export function render(pieces: readonly Piece[], manners: readonly Manner[] = []): string {
  return pieces
    .map((piece, index) => {
      const manner = manners[index % Math.max(manners.length, 1)];
      const gap = manner ? (GAPS[manner.gap % GAPS.length] ?? ' ') : ' ';
      return `${gap}${written(piece, manner)}`;
    })
    .join('')
    .trimStart();
}

function written({ kind, text }: Piece, manner: Manner | undefined): string {
  const cased = manner?.upper ? upperCased(text) : text;
  if (kind === 'keyword') return manner?.upper ? text : foldName(text);
  if (kind === 'literal') return text;
  const ways = [quoteIdentifier(cased), `\`${cased.replaceAll('`', '``')}\``];
  if (!cased.includes(']')) ways.push(`[${cased}]`);
  // In an expression a token in single quotes is a string.
  if (kind === 'name') ways.push(`'${cased.replaceAll("'", "''")}'`);
  if (PLAIN.test(text) && !QUOTED_ONLY.has(foldName(text))) ways.push(cased, cased, cased);
  return ways[(manner?.quotes ?? 0) % ways.length] ?? text;
}

/** SQLite folds the letters A to Z and no others. */
function upperCased(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Keywords, which are separated by spaces. */
export function words(text: string): readonly Piece[] {
  return text.split(' ').flatMap((each) => (each ? [{ kind: 'keyword', text: each }] : []));
}

/** Items in parentheses. */
export function list(items: readonly (readonly Piece[])[]): readonly Piece[] {
  const separated = items.flatMap((item, index) =>
    index > 0 ? [literalPiece(','), ...item] : item,
  );
  return [literalPiece('('), ...separated, literalPiece(')')];
}

/** The beginning of a constraint that has a name. */
export function nameBefore(constraint: string | null): readonly Piece[] {
  return constraint === null ? [] : [...words('CONSTRAINT'), name(constraint)];
}

/** A name where no expression stands. */
export function name(text: string): Piece {
  return { kind: 'name', text };
}

/** A name in an expression. */
export function operand(text: string): Piece {
  return { kind: 'operand', text };
}

/** What can be written in one way only. */
export function literalPiece(text: string): Piece {
  return { kind: 'literal', text };
}
