import type { ObjectProblem } from '../core/errors.ts';
import type { RenameCandidate } from '../core/schema/change.ts';
import type { Hazard } from '../core/schema/step.ts';
import { plainLine, withoutIcons } from '../host/plainText.ts';
import type { Question } from '../host/notify.ts';
import { counted } from '../host/quantities.ts';

const LISTED = 12;
/** The button that permits a loss. */
export const ALLOW = 'Allow Loss';

/** How a person reads something that is gone beside something that is new. */
export type Reading = 'renamed' | 'dropped' | 'later';

/** One of the answers to a possible rename. */
export interface ReadingChoice {
  readonly label: string;
  readonly description: string;
  readonly reading: Reading;
}

/** The answers to a possible rename, each with what becomes of the values. */
export function readingChoices(
  candidate: RenameCandidate,
  hazards: readonly Hazard[],
): readonly ReadingChoice[] {
  const values = valuesAtStake(candidate, hazards);
  const [was, is] = [withoutIcons(candidate.from), withoutIcons(candidate.to)];
  return [
    {
      label: `$(edit) Renamed from ${was} to ${is}`,
      description: `keeps ${values}`,
      reading: 'renamed',
    },
    {
      label: '$(trash) Dropped and added',
      description: `loses ${values}`,
      reading: 'dropped',
    },
    {
      label: '$(question) Decide in the script',
      description: 'it holds both, and does not run until one is chosen',
      reading: 'later',
    },
  ];
}

/** What is asked of a possible rename. */
export function renameQuestion({ table, from, to }: RenameCandidate): string {
  const [was, is] = [withoutIcons(from), withoutIcons(to)];
  return table === null
    ? `The table ${was} is gone and ${is} is new. Was it renamed?`
    : `In ${withoutIcons(table)}, the column ${was} is gone and ${is} is new. Was it renamed?`;
}

/** What is asked before a migration is written that loses data: names each object and the number of its rows. */
export function lossQuestion(database: string, losses: readonly ObjectProblem[]): Question {
  const listed = losses.slice(0, LISTED).map((loss) => `• ${lossLine(loss)}`);
  const rest = losses.length - LISTED;
  return {
    title: `Generate a migration of ${database} that loses data?`,
    detail: [
      'When it runs, this goes:',
      ...listed,
      ...(rest > 0 ? [`and ${rest} more`] : []),
      '',
      'Only the script is written now. The database is not changed.',
    ].join('\n'),
    verbs: [ALLOW],
  };
}

/** The queries that list the rows in the way, as a document to run in any SQLite program. Names stay on their line. */
export function violationQueries(violations: readonly ObjectProblem[]): string {
  const blocks = violations.map((violation) => {
    const { query } = violation;
    const head = `-- ${plainLine(problemText(violation))}`;
    return query === undefined ? head : `${head}\n${query};`;
  });
  return `-- Rows that the desired schema does not permit. Correct them first, in a migration of its own.\n\n${blocks.join('\n\n')}\n`;
}

/** What is wrong with an object, which the reason may name already. */
export function problemText({ object, reason }: ObjectProblem): string {
  return reason.startsWith(object) ? reason : `${object}: ${reason}`;
}

function lossLine({ object, reason, rows }: ObjectProblem): string {
  const name = plainLine(object, 80);
  return rows === undefined
    ? `${name}: ${plainLine(reason, 160)}`
    : `${name}: ${counted(rows, 'row')}`;
}

/** How many values a drop would lose, as the plan counted them; without a number it is left open. */
function valuesAtStake({ table, from }: RenameCandidate, hazards: readonly Hazard[]): string {
  const [kind, noun] = table === null ? ['drop-table', 'row'] : ['drop-column', 'value'];
  const drops = hazards.filter((hazard) => hazard.kind === kind);
  const of = (matches: (object: string) => boolean): Hazard | undefined =>
    drops.find(({ objects }) => objects.some((object) => matches(object.toLowerCase())));
  const name = from.toLowerCase();
  // A table that was renamed is named as it was before.
  const found =
    table === null
      ? of((object) => object === name)
      : (of((object) => object === `${table.toLowerCase()}.${name}`) ??
        of((object) => object.endsWith(`.${name}`)));
  return found?.rows === undefined ? `its ${noun}s` : counted(found.rows, noun);
}
