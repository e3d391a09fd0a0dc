import { MigrateError } from '../errors.ts';
import type { RenameCandidate, Renames, SchemaDiff } from '../schema/change.ts';
import { hazardsOf, requireFitting, requireSafe, rowsText } from '../schema/data/hazards.ts';
import { diffSchemas } from '../schema/diff/diff.ts';
import type { Schema } from '../schema/model.ts';
import { planMigration } from './migrationPlan.ts';
import type { Hazard, Plan } from '../schema/step.ts';

/** What readings are made from. */
export interface Undecided {
  readonly from: Schema;
  readonly to: Schema;
  /** With candidates. */
  readonly diff: SchemaDiff;
  /** Answers that are known, from hints and from a person. */
  readonly renames: Renames;
  readonly target: string | undefined;
  readonly count: (plan: Plan) => Plan;
  /** Why readings could not be proven, by their numbers. */
  readonly unproven: ReadonlyMap<number, string>;
}

/** One way to read what differs between two schemas. */
export interface Reading {
  /** 0 where all that may have been renamed was, 1 where nothing was. */
  readonly number: number;
  /** What it means, and what becomes of the data; one clause without a full stop. */
  readonly title: string;
  readonly diff: SchemaDiff;
  /** Hazards are counted. */
  readonly plan: Plan;
}

/** The readings that can be carried out, at least one, and why others cannot. */
export interface Readings {
  readonly readings: readonly Reading[];
  readonly impossible: readonly string[];
}

/** Rounds of questions: one for each table that may have been renamed is enough. */
const ROUNDS = 1000;

/**
 * The two ways to read what may have been renamed: all of it was, or none of it.
 * Throws as `requireSafe` does for what no reading avoids. That the second loses what is not renamed is its point.
 */
export function readingsOf(
  undecided: Undecided,
  consent: { readonly allowDestructive: boolean },
): Readings {
  const renamed = decide(undecided, asRenamed);
  const replaced = decide(undecided, asReplaced);
  const titles = titlesOf(undecided.diff.candidates, renamed.plan, replaced.plan);
  const readings: Reading[] = [];
  const impossible: string[] = [];
  for (const [number, decided] of [renamed, replaced].entries()) {
    const title = titles[number] ?? '';
    const obstacle = obstacleOf(decided.plan) ?? undecided.unproven.get(number);
    if (obstacle === undefined) readings.push({ number, title, ...decided });
    else impossible.push(`${title}: ${obstacle}`);
  }
  requireSafe(readings[0]?.plan ?? renamed.plan, consent);
  return { readings, impossible };
}

/** Answering one question may raise another: columns of a renamed table, or the next likely name. Each round answers some. */
function decide(
  { from, to, diff: first, renames: known, target, count }: Undecided,
  answer: (renames: Renames, candidates: readonly RenameCandidate[]) => Renames,
): { readonly diff: SchemaDiff; readonly plan: Plan } {
  let renames = known;
  let diff = first;
  for (let round = 0; diff.candidates.length > 0 && round < ROUNDS; round += 1) {
    renames = answer(renames, diff.candidates);
    diff = diffSchemas(from, to, renames);
  }
  return { diff, plan: count(planMigration(diff, { from, to, target })) };
}

function asRenamed(renames: Renames, candidates: readonly RenameCandidate[]): Renames {
  return {
    ...renames,
    tables: [...renames.tables, ...candidates.filter(({ table }) => table === null)],
    columns: [
      ...renames.columns,
      ...candidates.flatMap(({ table, from, to }) => (table === null ? [] : [{ table, from, to }])),
    ],
  };
}

function asReplaced(renames: Renames, candidates: readonly RenameCandidate[]): Renames {
  return { ...renames, denied: [...(renames.denied ?? []), ...candidates] };
}

function obstacleOf(plan: Plan): string | undefined {
  try {
    requireFitting(plan);
    return undefined;
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return obstacleText(error);
  }
}

/** Why a reading is not possible, as a clause. */
export function obstacleText({ failure, message }: MigrateError): string {
  if ('problems' in failure)
    return failure.problems.map(({ object, reason }) => `${object}: ${reason}`).join('; ');
  return 'differences' in failure ? failure.differences.join('; ') : message;
}

/** What the two readings mean, with what the second loses and the first keeps. */
function titlesOf(
  candidates: readonly RenameCandidate[],
  renamed: Plan,
  replaced: Plan,
): readonly [string, string] {
  const kept = new Set(hazardsOf(renamed).map(({ query }) => query));
  const rows = hazardsOf(replaced)
    .filter(({ destructive, query }) => destructive && !kept.has(query))
    .flatMap(rowsOf)
    .join(', ');
  const clauses = candidates.map(clausesOf);
  const title = (index: 0 | 1, verb: string): string =>
    `${clauses.map((each) => each[index]).join(', ')}${rows === '' ? '' : `; this ${verb} ${rows}`}`;
  return [title(0, 'keeps'), title(1, 'loses')];
}

function rowsOf({ rows, objects }: Hazard): string[] {
  return rows === undefined ? [] : [`${rowsText(rows)} of ${objects.join(', ')}`];
}

function clausesOf({ table, from, to }: RenameCandidate): [string, string] {
  const [what, name] = table === null ? ['table', from] : ['column', `${table}.${from}`];
  return [`${what} ${name} is renamed to ${to}`, `${what} ${name} is dropped and ${to} is new`];
}
