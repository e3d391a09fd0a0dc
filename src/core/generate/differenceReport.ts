import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import type { RenameCandidate } from '../schema/change.ts';
import { hazardsOf } from '../schema/data/hazards.ts';
import { readDifference } from './difference.ts';
import type { DifferenceOptions } from './difference.ts';
import { describeChanges } from '../schema/diff/describe.ts';
import { renderPlan } from '../schema/plan/renderPlan.ts';
import { comparableText } from '../schema/schemaText.ts';
import type { Hazard, PlanRefusal } from '../schema/step.ts';

/** How the live schema differs from the desired one, and what would make it equal. Plain data. */
export interface DifferenceReport {
  /** One plain line each. */
  readonly changes: readonly string[];
  /** What may have been renamed; `sql` reads it as gone and new. */
  readonly candidates: readonly RenameCandidate[];
  /** With the rows at stake in the database. */
  readonly hazards: readonly Hazard[];
  /** What cannot be done; while there is any, nothing may be run. */
  readonly refusals: readonly PlanRefusal[];
  /** The schema as it is and as it is to be, as SQL, what both share in the same places. */
  readonly before: string;
  readonly after: string;
  /** The statements of the migration. */
  readonly sql: string;
}

/** Compares the live schema with the desired one. Reads only. Throws as `compareWithDesired`. */
export async function reportDifference(
  project: Project,
  options: DifferenceOptions,
  runtime: Runtime,
): Promise<DifferenceReport> {
  const { from, to, diff, plan } = await readDifference(project, options, runtime);
  return {
    changes: describeChanges(diff.changes),
    candidates: diff.candidates,
    hazards: hazardsOf(plan),
    refusals: plan.refusals,
    before: comparableText(from),
    after: comparableText(to),
    sql: renderPlan(plan),
  };
}
