import { foldName, sameName } from '../../sql/identifier.ts';
import type { RenameCandidate, Renames } from '../change.ts';
import type { Column, Table } from '../model.ts';
import type { NamePair } from './answers.ts';
import { typesOf } from './columnType.ts';
import { columnsLikeness, definitionLikeness, nameLikeness } from './likeness.ts';
import type { TypedColumn } from './likeness.ts';
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
  const before = dropped.map((table) => ({ name: table.name, types: typesOf(table) }));
  const after = created.map((table) => ({ name: table.name, types: typesOf(table) }));
  return likeliest(null, before, after, (from, to) => {
    if (isDenied(denied, from.name, to.name)) return 0;
    const [names, columns] = [
      nameLikeness(from.name, to.name),
      columnsLikeness(from.types, to.types),
    ];
    return names < LIKE_NAMES && columns < LIKE_COLUMNS ? 0 : (names + columns) / 2;
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
  return likeliest(to.name, typed(from, gone), typed(to, fresh), (a, b) => {
    if (isClock(a) !== isClock(b) || isDenied(denied, a.name, b.name)) return 0;
    const names = nameLikeness(a.name, b.name);
    // Somebody who has denied one name for a column is asked about others only where their names tell.
    const wasAsked = denied.some(
      (pair) => sameName(pair.from, a.name) || sameName(pair.to, b.name),
    );
    const isLike = a.type === b.type && (!wasAsked || names >= HALF_LIKE_NAMES);
    return isLike || names >= LIKE_NAMES ? (names + definitionLikeness(a, b)) / 2 : 0;
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

function typed(
  table: Table,
  columns: readonly Column[],
): readonly (TypedColumn & { readonly name: string })[] {
  const types = typesOf(table);
  return columns.map((column) => ({
    column,
    name: column.name,
    type: types.get(foldName(column.name)) ?? '',
  }));
}

/** The pairs that are alike, each thing in at most one. */
function likeliest<T extends { readonly name: string }>(
  table: string | null,
  before: readonly T[],
  after: readonly T[],
  likenessOf: (from: T, to: T) => number,
): readonly RenameCandidate[] {
  const pairs = before.flatMap((from) =>
    after.flatMap((to) => {
      const likeness = Math.round(likenessOf(from, to) * 100) / 100;
      return likeness > 0 ? [{ from, to, likeness }] : [];
    }),
  );
  const taken = new Set<T>();
  return pairs
    .toSorted((a, b) => b.likeness - a.likeness)
    .flatMap(({ from, to, likeness }) => {
      if (taken.has(from) || taken.has(to)) return [];
      taken.add(from).add(to);
      return [{ table, from: from.name, to: to.name, likeness }];
    });
}

function isDenied(denied: readonly NamePair[], from: string, to: string): boolean {
  return denied.some((pair) => sameName(pair.from, from) && sameName(pair.to, to));
}
