import type { SchemaDiff } from '../schema/change.ts';
import { featuresOf } from '../schema/feature.ts';
import type { Schema } from '../schema/model.ts';
import { lexemesOf } from '../schema/parse/reader.ts';
import { planChanges } from '../schema/plan/planChanges.ts';
import { DEFAULT_TARGET, supports } from '../schema/plan/target.ts';
import { hazard } from '../schema/step.ts';
import type { Hazard, Plan, Step } from '../schema/step.ts';

/** What a plan for a project is made for besides the changes. */
export interface MigrationPlanOptions {
  readonly from: Schema;
  readonly to: Schema;
  /** The oldest SQLite that the script has to run on; the default without it. */
  readonly target: string | undefined;
}

/**
 * As `planChanges`, and says what the desired schema itself asks for that an older SQLite than the target lacks. That is
 * no refusal: somebody has written it so, and it can be run here.
 */
export function planMigration(
  diff: SchemaDiff,
  { from, to, target = DEFAULT_TARGET }: MigrationPlanOptions,
): Plan {
  const plan = planChanges(diff, { from, to, target });
  const withNewer = (step: Step): Step => ({
    ...step,
    hazards: [...step.hazards, ...newerIn(step, target)],
  });
  return { ...plan, steps: plan.steps.map(withNewer) };
}

function newerIn({ object, sql }: Step, target: string): readonly Hazard[] {
  const newer = sql
    .flatMap((statement) => featuresOf(lexemesOf(statement).lexemes))
    .filter(({ since }) => !supports(target, since))
    .map(
      ({ since, what }) =>
        `${what} in ${object} needs SQLite ${since}, and scripts must run on ${target}.`,
    );
  return [...new Set(newer)].map((message) => hazard('newer-feature', object, message, null));
}
