import { foldName, quoteIdentifier, unquote } from '../sql/identifier.ts';
import { KEYWORDS } from './keywords.ts';

/** The name that is written most like `word`, as SQL text, or undefined where none is near. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const wanted = foldName(unquote(word));
  const limit = wanted.length < 4 ? 1 : 2;
  const found = [...new Set(names)]
    .map((name) => ({ name, distance: distanceOf(wanted, foldName(name), limit) }))
    .filter(({ distance }) => distance <= limit && distance > 0)
    .sort((a, b) => a.distance - b.distance)[0];
  return found === undefined ? undefined : sqlName(found.name);
}

/** A name as SQL text, in quotes only where it needs them. */
export function sqlName(name: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(foldName(name));
  return plain ? name : quoteIdentifier(name);
}

/** How many letters have to change, come or go; neighbours that changed places count once. More than `limit` may be any number above it. */
function distanceOf(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + same,
          swapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(a.length, b.length);
}
