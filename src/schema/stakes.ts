import type { ObjectProblem } from '../core/errors.ts';
import { lossesOf, violationsOf } from '../core/schema/data/hazards.ts';
import type { Hazard, Plan } from '../core/schema/step.ts';
import { allRows } from './adapter.ts';
import type { MigrationAdapter } from './adapter.ts';
import type { DeclarativeDiff } from './differ.ts';
import { SchemaMigrationError } from './failure.ts';
import { isSystemColumn } from './systemTables.ts';

/** The plan with the number of rows at stake for each hazard. One that cannot be counted is left without. */
export async function countStakes(plan: Plan, adapter: MigrationAdapter): Promise<Plan> {
  const steps = [];
  for (const step of plan.steps) {
    const hazards: Hazard[] = [];
    for (const hazard of step.hazards) hazards.push(await counted(hazard, adapter));
    steps.push({ ...step, hazards });
  }
  return { ...plan, steps };
}

/** Throws `SchemaMigrationError` for a plan that refuses something, that the data do not fit, or that loses data. */
export function requireSafe({ plan, full }: DeclarativeDiff, allowDestructive: boolean): void {
  if (plan.refusals.length > 0) throw new SchemaMigrationError('not-plannable', plan.refusals);
  const violations = violationsOf(plan);
  if (violations.length > 0) throw new SchemaMigrationError('data-violates', violations);
  const losses = lossesOf(withoutEmpty(plan));
  if (losses.length === 0 || allowDestructive) return;
  const candidates = full.candidates
    .filter(({ to }) => !isSystemColumn(to))
    .map(({ table, from, to }): ObjectProblem => {
      const object = table === null ? to : `${table}.${to}`;
      return {
        object,
        reason: `may be ${from} under a new name; if so, declare it with renamedFrom`,
      };
    });
  throw new SchemaMigrationError('destructive', [...losses, ...candidates]);
}

/** Nothing is lost with a table or column that holds nothing. */
function withoutEmpty(plan: Plan): Plan {
  const steps = plan.steps.map((step) => ({
    ...step,
    hazards: step.hazards.filter(({ rows }) => rows !== 0),
  }));
  return { ...plan, steps };
}

async function counted(hazard: Hazard, adapter: MigrationAdapter): Promise<Hazard> {
  if (hazard.query === null) return hazard;
  try {
    // The line break ends a comment that an expression of the schema may end with.
    const [row] = await allRows(adapter, `SELECT count(1) AS n FROM (${hazard.query}\n)`);
    return { ...hazard, rows: Number(row?.['n'] ?? 0) };
  } catch (error) {
    // A collation or function that this connection does not have. The rows stay unknown, and so count as at stake.
    if (error instanceof Error && /no such (?:collation|function|module)/.test(error.message))
      return hazard;
    throw error;
  }
}
