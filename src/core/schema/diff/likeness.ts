import { foldName } from '../../sql/identifier.ts';
import type { Column } from '../model.ts';

/** Longer names are compared by their beginnings. */
const LONGEST = 64;

/** Length from which a name that stands within another, or abbreviates it, says something. */
const TELLING = 3;

/** The words of a name, folded, and all of them as one. */
export interface NameWords {
  readonly words: readonly string[];
  readonly joined: string;
}

/** From 0 to 1: how alike two names are. What is below `least` may come out as any number below it. */
export function nameLikeness(a: NameWords, b: NameWords, least = 0): number {
  if (a.joined === b.joined) return 1;
  const [short, long] =
    a.joined.length < b.joined.length ? [a.joined, b.joined] : [b.joined, a.joined];
  const shared = a.words.filter((word) => b.words.includes(word)).length;
  const likeness = Math.max(
    (0.9 * shared) / Math.max(a.words.length, b.words.length),
    partLikeness(short, long),
  );
  // A hair more, so that no rounding keeps out a name that is just as alike.
  const most = long.length * (1 - Math.max(least, likeness)) + 1e-6;
  return Math.max(1 - distance(short, long, most) / long.length, likeness);
}

/** Types in canonical form, by the folded names of their columns. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** From 0 to 1: how alike the definitions of two columns are, without their names. */
export function definitionLikeness(one: Column, other: Column): number {
  const type =
    one.canonicalType === other.canonicalType ? 0.7 : one.affinity === other.affinity ? 0.4 : 0;
  const same = [
    (one.notNull === null) === (other.notNull === null),
    one.default?.canonical === other.default?.canonical,
    foldName(one.collation ?? '') === foldName(other.collation ?? ''),
  ];
  return type + same.filter(Boolean).length / 10;
}

/** From 0 to 1: which part of the columns of two tables is the same. A column of another type counts half. */
export function columnsLikeness(a: ColumnTypes, b: ColumnTypes): number {
  let shared = 0;
  for (const [name, type] of a) {
    const other = b.get(name);
    if (other !== undefined) shared += other === type ? 1 : 0.5;
  }
  return (2 * shared) / (a.size + b.size);
}

/** `full_name`, `fullName` and `full name` have the same words. */
export function nameWords(name: string): NameWords {
  const separate = name.slice(0, LONGEST).replace(/([a-z\d])([A-Z])/g, '$1 $2');
  const words = foldName(separate)
    .split(/[\s_.-]+/)
    .filter((word) => word !== '');
  return { words, joined: words.join('') };
}

function partLikeness(short: string, long: string): number {
  if (short.length < TELLING) return 0;
  const ratio = short.length / long.length;
  if (long.startsWith(short) || long.endsWith(short)) return 0.7 + 0.3 * ratio;
  return short.charAt(0) === long.charAt(0) && abbreviates(short, long) ? 0.6 + 0.3 * ratio : 0;
}

/** Whether all letters of a name stand in the other in their order: `qty` in `quantity`. */
function abbreviates(short: string, long: string): boolean {
  let at = 0;
  for (const letter of short) {
    at = long.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** How many letters have to be put in, taken out or replaced. More than `most` is said to be all. */
function distance(short: string, long: string, most: number): number {
  if (long.length - short.length > most) return long.length;
  let row = Array.from({ length: long.length + 1 }, (_, index) => index);
  for (let i = 1; i <= short.length; i += 1) {
    const letter = short.charCodeAt(i - 1);
    const next = [i];
    let least = i;
    for (let j = 1; j <= long.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (letter === long.charCodeAt(j - 1) ? 0 : 1);
      const steps = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (steps < least) least = steps;
      next.push(steps);
    }
    if (least > most) return long.length;
    row = next;
  }
  return row[long.length] ?? 0;
}
