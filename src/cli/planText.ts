import type { ObjectProblem } from '../core/errors.ts';
import type { RenameCandidate } from '../core/schema/change.ts';
import type { Hazard } from '../core/schema/step.ts';
import { visible } from './visible.ts';

/** What a person is told about the difference between two schemas. */
export interface PlanLines {
  /** One line for each change. */
  readonly changes: readonly string[];
  readonly candidates: readonly RenameCandidate[];
  /** What cannot be done. */
  readonly refusals: readonly ObjectProblem[];
  /** Rows that do not fit. */
  readonly violations: readonly ObjectProblem[];
  /** What would be lost. */
  readonly losses: readonly ObjectProblem[];
  readonly hazards: readonly Hazard[];
}

/** The changes line by line, then each thing that stands in the way. */
export function planText(plan: PlanLines): string {
  const lines = [
    ...plan.changes,
    ...plan.candidates.map(candidateText),
    ...plan.refusals.map((problem) => problemText('cannot be done', problem)),
    ...plan.violations.map((problem) => problemText('does not fit', problem)),
    ...plan.losses.map((problem) => problemText('needs --allow-destructive', problem)),
    ...newerText(plan.hazards),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

/** What not every SQLite that scripts must run on will take. */
export function newerText(hazards: readonly Hazard[]): readonly string[] {
  return hazards
    .filter(({ kind }) => kind === 'newer-feature')
    .map(({ message }) => `may not run everywhere: ${message.replace(/\.$/u, '')}`);
}

/** A question that nobody has answered. */
export function candidateText({ table, from, to }: RenameCandidate): string {
  const [what, name] = table === null ? ['table', from] : ['column', `${table}.${from}`];
  return `perhaps renamed: ${what} ${name} to ${to}`;
}

function problemText(what: string, { object, reason }: ObjectProblem): string {
  return `${what}: ${object}: ${reason}`;
}
