import { foldName } from '../../sql/identifier.ts';
import type { Column } from '../model.ts';
import type { ColumnTypes } from './columnType.ts';

/** Longer names are compared by their beginnings. */
const LONGEST = 64;

/** Length from which a name that stands within another, or abbreviates it, says something. */
const TELLING = 3;

/** From 0 to 1: how alike two names are. */
export function nameLikeness(a: string, b: string): number {
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)];
  const [joinedA, joinedB] = [wordsA.join(''), wordsB.join('')];
  if (joinedA === joinedB) return 1;
  const [short, long] = joinedA.length < joinedB.length ? [joinedA, joinedB] : [joinedB, joinedA];
  const shared = wordsA.filter((word) => wordsB.includes(word)).length;
  return Math.max(
    1 - distance(short, long) / long.length,
    (0.9 * shared) / Math.max(wordsA.length, wordsB.length),
    partLikeness(short, long),
  );
}

/** A column with its type in canonical form. */
export interface TypedColumn {
  readonly column: Column;
  readonly type: string;
}

/** From 0 to 1: how alike the definitions of two columns are, without their names. */
export function definitionLikeness(a: TypedColumn, b: TypedColumn): number {
  const [one, other] = [a.column, b.column];
  const type = a.type === b.type ? 0.7 : one.affinity === other.affinity ? 0.4 : 0;
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
function wordsOf(name: string): readonly string[] {
  const separate = name.slice(0, LONGEST).replace(/([a-z\d])([A-Z])/g, '$1 $2');
  const words = foldName(separate).split(/[\s_.-]+/);
  return words.filter((word) => word !== '');
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

/** How many letters have to be put in, taken out or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
