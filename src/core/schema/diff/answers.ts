import { FailureError, badArgument } from '../../failureError.ts';
import { foldName, sameName } from '../../sql/identifier.ts';
import type { Renames } from '../change.ts';
import { byName } from './names.ts';

/** An old name and the new one. */
export interface NamePair {
  readonly from: string;
  readonly to: string;
}

/** Tables, or the columns of one table, before and after, with what is known about their names. */
export interface NameQuestion {
  readonly from: readonly { readonly name: string }[];
  /** With the hints of the desired schema. */
  readonly to: readonly { readonly name: string; readonly renamedFrom: string | null }[];
  readonly answers: readonly NamePair[];
  readonly denied: readonly NamePair[];
  /** What the columns belong to, for messages; null for tables. */
  readonly table: string | null;
}

/** The names of a question, folded. */
interface Names {
  readonly before: ReadonlyMap<string, { readonly name: string }>;
  readonly after: ReadonlyMap<string, { readonly name: string }>;
}

/**
 * What was renamed, in the order of the new names and with both names as the schemas write them. Answers come before
 * hints, and a hint that does not fit is spent. Throws `bad-argument` for an answer that does not fit.
 */
export function renamed(question: NameQuestion): readonly NamePair[] {
  const names = { before: byName(question.from), after: byName(question.to) };
  const answered = answersOf(question, names);
  const hinted = hintsOf(question, names, answered);
  return question.to.flatMap(({ name }) => {
    const old = answered.get(foldName(name)) ?? hinted.get(foldName(name));
    const from = old === undefined ? undefined : names.before.get(old);
    return from === undefined ? [] : [{ from: from.name, to: name }];
  });
}

/** An answer about columns of a table that is not in both schemas has nothing to fit. Throws `bad-argument`. */
export function requireTables(
  { columns, denied = [] }: Renames,
  tables: readonly { readonly name: string }[],
): void {
  const known = byName(tables);
  for (const pair of [...columns, ...denied]) {
    const { table } = pair;
    if (table !== null && !known.has(foldName(table)))
      throw badRename(table, pair, `there is no table ${table} in both schemas`);
  }
}

/** An answer about renaming that does not fit, as it would be given on the command line. */
function badRename(table: string | null, { from, to }: NamePair, reason: string): FailureError {
  const what = `${table === null ? '' : `${table}.`}${from}=${to}`;
  const failure = {
    code: 'bad-argument',
    argument: 'rename',
    reason: `${what} does not fit: ${reason}`,
  } as const;
  return new FailureError(failure, badArgument(failure));
}

/** Old names by new ones, folded. A name that is in use is free where it is renamed as well: `b` to `c` and `a` to `b`. */
function answersOf(
  { answers, denied, table }: NameQuestion,
  { before, after }: Names,
): ReadonlyMap<string, string> {
  const what = table === null ? 'table' : 'column';
  const requireKnown = (pair: NamePair): void => {
    if (!before.has(foldName(pair.from)))
      throw badRename(table, pair, `there is no ${what} ${pair.from} in the live schema`);
    if (!after.has(foldName(pair.to)))
      throw badRename(table, pair, `there is no ${what} ${pair.to} in the desired schema`);
  };
  for (const pair of denied) requireKnown(pair);
  const newNames = new Map<string, string>();
  const oldNames = new Map<string, string>();
  for (const pair of answers) {
    requireKnown(pair);
    const [old, fresh] = [foldName(pair.from), foldName(pair.to)];
    if (after.has(old) && (old === fresh || !answers.some(({ to }) => sameName(to, pair.from))))
      throw badRename(table, pair, `the desired schema still has the ${what} ${pair.from}`);
    if (before.has(fresh) && !answers.some(({ from }) => sameName(from, pair.to)))
      throw badRename(table, pair, `the live schema already has the ${what} ${pair.to}`);
    const isDenied = denied.some((other) => isSame(other, pair));
    if (isDenied || (newNames.get(old) ?? fresh) !== fresh || (oldNames.get(fresh) ?? old) !== old)
      throw badRename(table, pair, 'another answer says otherwise');
    newNames.set(old, fresh);
    oldNames.set(fresh, old);
  }
  return oldNames;
}

/**
 * The same for hints about names without an answer. A name that is in use is free where it is renamed as well: `b` to `c`
 * and `a` to `b`. Two hints that claim one old name say nothing.
 */
function hintsOf(
  { to, denied }: NameQuestion,
  { before, after }: Names,
  answered: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const taken = new Set(answered.values());
  const hints = new Map<string, string>();
  for (const { name, renamedFrom } of to) {
    const [fresh, old] = [foldName(name), foldName(renamedFrom ?? '')];
    if (renamedFrom === null || answered.has(fresh) || !before.has(old) || taken.has(old)) continue;
    if (!denied.some((pair) => isSame(pair, { from: renamedFrom, to: name })))
      hints.set(fresh, old);
  }
  const chains = [...hints.keys()].flatMap((name) =>
    before.has(name) ? [] : [chainFrom(name, hints, after)],
  );
  const claimed = chains.flat().map(([, old]) => old);
  const isOnly = (old: string): boolean => claimed.indexOf(old) === claimed.lastIndexOf(old);
  return new Map(chains.filter((chain) => chain.every(([, old]) => isOnly(old))).flat());
}

/** A new name with its old one, that one with its own while it is still wanted, and so on; empty where one has none. */
function chainFrom(
  name: string,
  hints: ReadonlyMap<string, string>,
  after: Names['after'],
): readonly (readonly [fresh: string, old: string])[] {
  const chain: [string, string][] = [];
  for (let fresh = name; chain.length === 0 || after.has(fresh);) {
    const old = hints.get(fresh);
    if (old === undefined || chain.length > hints.size) return [];
    chain.push([fresh, old]);
    fresh = old;
  }
  return chain;
}

function isSame(a: NamePair, b: NamePair): boolean {
  return sameName(a.from, b.from) && sameName(a.to, b.to);
}
