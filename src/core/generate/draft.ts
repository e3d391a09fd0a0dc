import { basename, isAbsolute } from 'node:path';
import { displayPath } from '../project/discover.ts';
import type { Project } from '../project/project.ts';
import type { Renames, SchemaDiff } from '../schema/change.ts';
import type { Comparison } from './compare.ts';
import { hazardsOf, requireSafe } from '../schema/data/hazards.ts';
import { describeChanges } from '../schema/diff/describe.ts';
import { generatedScript, undecidedScript } from './generatedText.ts';
import { readingsOf } from './readings.ts';
import type { Hazard, Plan } from '../schema/step.ts';

/** A script that is not proven yet. */
export interface Draft {
  readonly text: string;
  readonly hazards: readonly Hazard[];
  /** Each form in which it can run: one, or one for each option. */
  readonly attempts: readonly DraftAttempt[];
}

/** What a script is once somebody has chosen, with what it is for. */
export interface DraftAttempt {
  readonly text: string;
  readonly diff: SchemaDiff;
  /** Number of its reading. */
  readonly number: number;
}

/** What drafting needs besides the comparison. */
export interface DraftOptions {
  readonly project: Project;
  readonly allowDestructive: boolean;
  /** Answers that the comparison took. */
  readonly renames: Renames;
  /** What the script will be proven on, for its head. */
  readonly provenOn: string;
  /** Counts the rows at stake. */
  readonly count: (plan: Plan) => Plan;
  /** Why readings could not be proven, by their numbers. */
  readonly unproven: ReadonlyMap<number, string>;
}

/** Writes a script for what differs, with options where nobody has said what was renamed. Throws as `requireSafe` does. */
export function draftScript(comparison: Comparison, options: DraftOptions): Draft {
  const { diff } = comparison;
  const { project, provenOn, renames, count, unproven } = options;
  const { target } = project;
  const head = {
    changes: describeChanges(diff.changes),
    source: sourceName(comparison.source, project.root),
    provenOn,
  };
  if (diff.candidates.length === 0) {
    const plan = count(comparison.plan);
    requireSafe(plan, options);
    const hazards = hazardsOf(plan);
    const text = generatedScript({ ...head, hazards }, plan);
    return { text, hazards, attempts: [{ text, diff, number: 0 }] };
  }
  const { readings, impossible } = readingsOf(
    { ...comparison, renames, target, count, unproven },
    options,
  );
  const hazards = uniqueHazards(readings.map(({ plan }) => plan));
  const whole = { ...head, hazards, impossible };
  return {
    text: undecidedScript(whole, readings),
    hazards,
    attempts: readings.map((reading, index) => ({
      text: undecidedScript(whole, readings, index),
      diff: reading.diff,
      number: reading.number,
    })),
  };
}

/** What several plans have at stake, each once. */
function uniqueHazards(plans: readonly Plan[]): readonly Hazard[] {
  const hazards = plans.flatMap(hazardsOf);
  const texts = hazards.map((hazard) => JSON.stringify(hazard));
  return hazards.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

/** A script is read on other machines, so it names no folder of this one. */
function sourceName(source: string, root: string): string {
  if (!isAbsolute(source)) return source;
  const shown = displayPath(source, root);
  return isAbsolute(shown) ? basename(shown) : shown.replaceAll('\\', '/');
}
