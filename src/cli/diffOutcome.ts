import { MigrateError } from '../core/errors.ts';
import type { Comparison } from '../core/generate/compare.ts';
import { hazardsOf, lossesOf, requireSafe, violationsOf } from '../core/schema/data/hazards.ts';
import { describeChanges } from '../core/schema/diff/describe.ts';
import { renderPlan } from '../core/schema/plan/renderPlan.ts';
import type { Outcome } from './host.ts';
import { planText } from './planText.ts';
import type { Terminal } from './terminal.ts';

interface Consent {
  readonly allowDestructive: boolean;
}

/** The SQL that makes one schema of the other, and nothing else. Throws where a person has to decide or to mend something. */
export function diffSql({ diff, plan }: Comparison, consent: Consent): Outcome {
  const { candidates } = diff;
  if (candidates.length > 0) throw new MigrateError({ code: 'undecided-rename', candidates });
  requireSafe(plan, consent);
  const sql = plan.steps.length === 0 ? '' : renderPlan(plan);
  const changes = describeChanges(diff.changes);
  return { code: 0, json: { ok: true, changes, hazards: hazardsOf(plan), sql }, text: sql };
}

/** What differs, line by line, and what stands in the way. */
export function diffLines(
  { diff, plan }: Comparison,
  { allowDestructive }: Consent,
  { style }: Terminal,
): Outcome {
  const { candidates } = diff;
  const { refusals } = plan;
  const changes = describeChanges(diff.changes);
  const hazards = hazardsOf(plan);
  const violations = violationsOf(plan);
  const losses = allowDestructive ? [] : lossesOf(plan);
  const same = changes.length === 0;
  return {
    code: same ? 0 : 1,
    json: { ok: same, changes, hazards, candidates, refusals, violations, losses },
    text: same
      ? `${style('green', 'Nothing differs')}\n`
      : planText({ changes, candidates, refusals, violations, losses, hazards }),
  };
}
