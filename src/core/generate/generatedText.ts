import { mentions } from '../sql/statementKind.ts';
import { rowsText } from '../schema/data/hazards.ts';
import { renderPlan } from '../schema/plan/renderPlan.ts';
import type { Reading } from './readings.ts';
import type { Hazard, Plan, Step } from '../schema/step.ts';

/** What the comment at the head of a generated script says. */
export interface GeneratedHead {
  /** One line for each change. */
  readonly changes: readonly string[];
  /** Where the desired schema came from, without a path of this machine. */
  readonly source: string;
  /** What the script was proven on, such as `a copy of the database at version 3`. */
  readonly provenOn: string;
  readonly hazards: readonly Hazard[];
  /** Readings that cannot be carried out, each with the reason; one clause without a full stop. */
  readonly impossible?: readonly string[];
}

/** The statement that keeps a script from running before somebody has chosen. No SQLite finds such a column. */
export const GUARD = 'SELECT choose_an_option_below_and_delete_this_line;';

const END = '-- End of the options.\n';

const HINT = `-- While this migration has not reached production, you can change the models, restore, delete this file and
-- generate again to have one migration instead of several.`;

/** The text of a script whose changes can be read in one way only. */
export function generatedScript(head: GeneratedHead, plan: Plan): string {
  return `${headText(head)}\n${body(plan.steps)}`;
}

/**
 * The text of a script whose changes can be read in several ways: each reading is an option in comments, what all have
 * in common stands outside, and `GUARD` keeps it from running. Where `chosen` is the number of a reading, the script as
 * it is when somebody has chosen that one.
 */
export function undecidedScript(
  head: GeneratedHead,
  readings: readonly Pick<Reading, 'title' | 'plan'>[],
  chosen?: number,
): string {
  const { before, own, after } = commonSteps(readings.map(({ plan }) => plan.steps));
  const options = readings.map(({ title }, index) => {
    const text = own[index]?.length === 0 ? '-- Nothing.\n' : body(own[index] ?? []);
    return `${comment(`Option ${index + 1}: ${title}.`)}\n${index === chosen ? text : commented(text)}`;
  });
  const others = (head.impossible ?? []).map((reading) => `${comment(`No option: ${reading}.`)}\n`);
  const guard =
    chosen === undefined
      ? `-- Choose an option: delete the next line, and the "-- " in front of every line of that option.\n${GUARD}\n`
      : '';
  return [headText(head), guard, body(before), ...options, END, ...others, body(after)]
    .filter((part) => part !== '')
    .join('\n');
}

function headText({ changes, source, provenOn, hazards }: GeneratedHead): string {
  const lines = [
    comment(`Makes the schema that ${source} asks for:`),
    ...changes.map((change) => comment(`  ${change}`)),
    comment(`Generated, and proven on ${provenOn}.`),
  ];
  const atStake = hazards.filter(({ rows }) => rows !== 0);
  if (atStake.length > 0) lines.push('-- What is at stake:');
  for (const { message, rows } of atStake)
    lines.push(comment(`  ${message}${rows === undefined ? '' : ` ${capital(rowsText(rows))}.`}`));
  return `${lines.join('\n')}\n${HINT}\n`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Names may hold line breaks, and a comment ends at the first. */
function comment(text: string): string {
  return `-- ${text.replaceAll(/\s*[\r\n]\s*/g, ' ')}`;
}

function commented(text: string): string {
  const lines = text.split('\n');
  return lines.map((line) => (line === '' ? '' : `-- ${line}`)).join('\n');
}

function body(steps: readonly Step[]): string {
  if (steps.length === 0) return '';
  // Scripts are read with line feeds only, and so each line of an option must be one here.
  return `${renderPlan({ steps, refusals: [] }).replaceAll(/\r\n?/g, '\n').trimEnd()}\n`;
}

interface CommonSteps {
  readonly before: readonly Step[];
  readonly own: readonly (readonly Step[])[];
  readonly after: readonly Step[];
}

/** The steps that all readings begin and end with, and those between them. */
function commonSteps(readings: readonly (readonly Step[])[]): CommonSteps {
  if (readings.length === 1) return { before: [], own: readings, after: [] };
  const first = readings[0] ?? [];
  const isCommon = (step: Step): boolean =>
    readings.every((steps) => steps.some((other) => isSame(step, other)));
  const early = first.filter((step) => isCommon(step) && canBeFirst(step, readings));
  const rest = readings.map((steps) =>
    steps.filter((step) => !early.some((other) => isSame(step, other))),
  );
  const start = countSame(rest, (index) => index);
  const tails = rest.map((steps) => steps.slice(start));
  const end = countSame(tails, (index) => -1 - index);
  return {
    before: [...early, ...(rest[0] ?? []).slice(0, start)],
    own: tails.map((steps) => steps.slice(0, steps.length - end)),
    after: (tails[0] ?? []).slice((tails[0] ?? []).length - end),
  };
}

/** A table can be made before everything else where nothing has or had its name. */
function canBeFirst(step: Step, readings: readonly (readonly Step[])[]): boolean {
  if (step.kind !== 'create-table') return false;
  return readings.every((steps) => {
    const place = steps.findIndex((other) => isSame(step, other));
    return !steps.slice(0, place).some(({ sql }) => mentions(sql.join(';'), [step.object]));
  });
}

function countSame(
  readings: readonly (readonly Step[])[],
  place: (index: number) => number,
): number {
  const [first = [], ...others] = readings;
  const different = first.findIndex((_, index) => {
    const step = first.at(place(index));
    return !others.every(
      (other) => index < other.length && step && isSame(step, other.at(place(index))),
    );
  });
  return different === -1 ? first.length : different;
}

function isSame(a: Step, b: Step | undefined): boolean {
  return JSON.stringify(a.sql) === JSON.stringify(b?.sql);
}
