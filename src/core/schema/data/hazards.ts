import type { Connection } from '../../database/connection.ts';
import { SqliteFailure } from '../../database/connection.ts';
import { MigrateError } from '../../errors.ts';
import type { ObjectProblem } from '../../errors.ts';
import type { Hazard, HazardKind, Plan, Step } from '../step.ts';

/** What the data must not break: one row at stake makes the plan impossible. */
const CONSTRAINTS: ReadonlySet<HazardKind> = new Set([
  'add-not-null',
  'add-unique',
  'add-check',
  'add-foreign-key',
  'change-primary-key',
  'change-collation',
  'add-strict',
]);

/** What alters data without breaking anything, so that rows at stake need consent. */
const LOSSY: ReadonlySet<HazardKind> = new Set(['change-type', 'rowid', 'virtual-table']);

/**
 * The plan with the number of rows at stake for each hazard, all counted in one read transaction. A count takes no
 * memory. A query that the connection cannot compile, such as one on a missing collation, leaves the number out.
 */
export function countHazards(plan: Plan, connection: Connection): Plan {
  connection.exec('BEGIN');
  try {
    return { ...plan, steps: plan.steps.map((step) => countStep(step, connection)) };
  } finally {
    connection.exec('ROLLBACK');
  }
}

/** The plan as it is where there are no rows. */
export function withoutRows(plan: Plan): Plan {
  const none = (step: Step): Step => ({
    ...step,
    hazards: step.hazards.map((hazard) =>
      hazard.query === null ? hazard : { ...hazard, rows: 0 },
    ),
  });
  return { ...plan, steps: plan.steps.map(none) };
}

/** All hazards of a plan, in order. */
export function hazardsOf(plan: Plan): readonly Hazard[] {
  return plan.steps.flatMap((step) => step.hazards);
}

/** What the data break of the desired schema. Counted hazards only. */
export function violationsOf(plan: Plan): readonly ObjectProblem[] {
  return hazardsOf(plan)
    .filter(({ kind, rows }) => CONSTRAINTS.has(kind) && (rows ?? 0) > 0)
    .map(problemOf);
}

/** What the plan loses or alters, and so needs consent for. Where rows were not counted, some may be at stake. */
export function lossesOf(plan: Plan): readonly ObjectProblem[] {
  return hazardsOf(plan)
    .filter(({ kind, destructive, rows }) => destructive || (LOSSY.has(kind) && rows !== 0))
    .map(problemOf);
}

/** Throws `not-plannable` for a plan that refuses something, and `data-violates` where the data do not fit. */
export function requireFitting(plan: Plan): void {
  if (plan.refusals.length > 0)
    throw new MigrateError({ code: 'not-plannable', problems: plan.refusals });
  const problems = violationsOf(plan);
  if (problems.length > 0) throw new MigrateError({ code: 'data-violates', problems });
}

/** As `requireFitting`, and throws `destructive` where data would be lost without consent. */
export function requireSafe(
  plan: Plan,
  { allowDestructive }: { readonly allowDestructive: boolean },
): void {
  requireFitting(plan);
  const problems = lossesOf(plan);
  if (problems.length > 0 && !allowDestructive)
    throw new MigrateError({ code: 'destructive', problems });
}

/** How many rows, in words. */
export function rowsText(rows: number): string {
  return `${rows} ${rows === 1 ? 'row' : 'rows'}`;
}

function countStep(step: Step, connection: Connection): Step {
  return { ...step, hazards: step.hazards.map((hazard) => countHazard(hazard, connection)) };
}

function countHazard(hazard: Hazard, connection: Connection): Hazard {
  if (hazard.query === null) return hazard;
  try {
    // The line break ends a comment that an expression of the schema may end with.
    const row = connection.get(`SELECT count(1) AS n FROM (${hazard.query}\n)`);
    return { ...hazard, rows: Number(row?.['n'] ?? 0) };
  } catch (error) {
    if (error instanceof SqliteFailure && error.code === 'ERROR') return hazard;
    throw error;
  }
}

function problemOf({ objects, message, rows, query }: Hazard): ObjectProblem {
  const sentence = message.replace(/\.$/u, '');
  return {
    object: objects.join(', '),
    reason: rows === undefined ? sentence : `${sentence} (${rowsText(rows)})`,
    ...(rows === undefined ? {} : { rows }),
    ...(query === null ? {} : { query }),
  };
}
