import { foldName, sameName } from '../../sql/identifier.ts';
import type { RenameCandidate, Renames } from '../change.ts';
import type { Column, Table } from '../model.ts';
import type { NamePair } from './answers.ts';
import { columnsLikeness, definitionLikeness, nameLikeness, nameWords } from './likeness.ts';
import type { NameWords } from './likeness.ts';
import { byName } from './names.ts';
import { deniedIn, isClock } from './pairing.ts';
import type { Pairing, TablePairing } from './pairing.ts';

/** From here on names are alike enough to ask, whatever they name. */
const LIKE_NAMES = 0.7;

/** From here on names are alike enough to ask again about a name that was not renamed to another one. */
const HALF_LIKE_NAMES = 0.5;

/** From here on tables have enough columns in common to ask, whatever they are called. */
const LIKE_COLUMNS = 0.6;

/** What may have been renamed and nobody has said so: each name at most once, the likeliest pairs first. */
export function candidatesOf(pairing: Pairing, renames: Renames): readonly RenameCandidate[] {
  return [
    ...tableCandidates(pairing, deniedIn(null, renames)),
    ...pairing.pairs.flatMap((pair) => columnCandidates(pair, deniedIn(pair.to.name, renames))),
  ];
}

function tableCandidates(
  { dropped, created }: Pairing,
  denied: readonly NamePair[],
): readonly RenameCandidate[] {
  if (dropped.length === 0 || created.length === 0) return [];
  const named = (table: Table) => ({
    name: table.name,
    ...nameWords(table.name),
    types: new Map(table.columns.map((column) => [foldName(column.name), column.canonicalType])),
  });
  return likeliest(null, dropped.map(named), created.map(named), (from, to) => {
    if (isDenied(denied, from.name, to.name)) return 0;
    const columns = columnsLikeness(from.types, to.types);
    const least = columns < LIKE_COLUMNS ? LIKE_NAMES : 0;
    const names = nameLikeness(from, to, least);
    return names < least ? 0 : (names + columns) / 2;
  });
}

function columnCandidates(
  { from, to, renamed }: TablePairing,
  denied: readonly NamePair[],
): readonly RenameCandidate[] {
  const [before, after] = [byName(from.columns), byName(to.columns)];
  const answered = new Set(renamed.flatMap((pair) => [foldName(pair.from), foldName(pair.to)]));
  const gone = from.columns.filter((column) => isOpen(column, after, answered));
  const fresh = to.columns.filter((column) => isOpen(column, before, answered));
  if (gone.length === 0 || fresh.length === 0) return [];
  return likeliest(to.name, compared(gone), compared(fresh), (a, b) => {
    if (a.clock !== b.clock || isDenied(denied, a.name, b.name)) return 0;
    // Somebody who has denied one name for a column is asked about others only where their names tell.
    const wasAsked = denied.some(
      (pair) => sameName(pair.from, a.name) || sameName(pair.to, b.name),
    );
    const least = a.canonicalType !== b.canonicalType ? LIKE_NAMES : wasAsked ? HALF_LIKE_NAMES : 0;
    const names = nameLikeness(a, b, least);
    return names < least ? 0 : (names + definitionLikeness(a, b)) / 2;
  });
}

/** Whether a column has no partner. The clock of another column follows that one, and nobody writes generated values. */
function isOpen(
  { name, clockOf, generated }: Column,
  others: ReadonlyMap<string, Column>,
  answered: ReadonlySet<string>,
): boolean {
  if (clockOf !== null || generated !== null) return false;
  return !others.has(foldName(name)) && !answered.has(foldName(name));
}

/** A column with what it is compared by, worked out once. */
interface ComparedColumn extends Column, NameWords {
  readonly clock: boolean;
}

function compared(columns: readonly Column[]): readonly ComparedColumn[] {
  return columns.map((column) => ({
    ...column,
    ...nameWords(column.name),
    clock: isClock(column),
  }));
}

/** The pairs that are alike, each thing in at most one. */
function likeliest<T extends { readonly name: string }>(
  table: string | null,
  before: readonly T[],
  after: readonly T[],
  likenessOf: (from: T, to: T) => number,
): readonly RenameCandidate[] {
  // One list for each hundredth, since there may be a million pairs.
  const pairs: [from: T, to: T][][] = Array.from({ length: 101 }, () => []);
  for (const from of before)
    for (const to of after) pairs[Math.round(likenessOf(from, to) * 100)]?.push([from, to]);
  const taken = new Set<T>();
  const candidates: RenameCandidate[] = [];
  for (let hundredths = 100; hundredths > 0; hundredths -= 1)
    for (const [from, to] of pairs[hundredths] ?? []) {
      if (taken.has(from) || taken.has(to)) continue;
      taken.add(from).add(to);
      candidates.push({ table, from: from.name, to: to.name, likeness: hundredths / 100 });
    }
  return candidates;
}

function isDenied(denied: readonly NamePair[], from: string, to: string): boolean {
  return denied.some((pair) => sameName(pair.from, from) && sameName(pair.to, to));
}
