import * as vscode from 'vscode';
import type { RenameCandidate, Renames } from '../core/schema/change.ts';
import type { Hazard } from '../core/schema/step.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { readComparison, type Comparison } from '../host/schemaReads.ts';
import type { Services } from '../host/services.ts';
import { readingChoices, renameQuestion, type Reading } from './generateQuestions.ts';

/**
 * Asks about each table and column that may have been renamed. What was left for the script is in no list. Undefined
 * when a question was cancelled. Rejects with the engine's errors.
 */
export async function askRenames(
  services: Services,
  entry: ProjectEntry,
  first: Comparison,
): Promise<Renames | undefined> {
  let answers: Renames = { tables: [], columns: [] };
  const asked = new Set<string>();
  for (let comparison = first; ;) {
    const open = comparison.candidates.filter((candidate) => !asked.has(nameOf(candidate)));
    if (open.length === 0) return answers;
    for (const candidate of open) {
      asked.add(nameOf(candidate));
      if (isAnswered(answers, candidate)) continue;
      const reading = await askOne(candidate, comparison.hazards);
      if (reading === undefined) return undefined;
      answers = withAnswer(answers, candidate, reading);
    }
    // The columns of a renamed table, and the next likely name, come up only now.
    comparison = await readComparison(services.engine, entry, answers);
  }
}

async function askOne(
  candidate: RenameCandidate,
  hazards: readonly Hazard[],
): Promise<Reading | undefined> {
  const picked = await vscode.window.showQuickPick(readingChoices(candidate, hazards), {
    title: 'Generate Migration',
    placeHolder: renameQuestion(candidate),
    ignoreFocusOut: true,
  });
  return picked?.reading;
}

function withAnswer(answers: Renames, candidate: RenameCandidate, reading: Reading): Renames {
  const { table, from, to } = candidate;
  switch (reading) {
    case 'renamed':
      return table === null
        ? { ...answers, tables: [...answers.tables, { from, to }] }
        : { ...answers, columns: [...answers.columns, { table, from, to }] };
    case 'dropped':
      return { ...answers, denied: [...(answers.denied ?? []), candidate] };
    case 'later':
      return answers;
  }
}

/** Whether an earlier answer says what became of one of the two names. */
function isAnswered({ tables, columns }: Renames, { table, from, to }: RenameCandidate): boolean {
  const given = table === null ? tables : columns.filter((each) => each.table === table);
  return given.some((each) => each.from === from || each.to === to);
}

function nameOf({ table, from, to }: RenameCandidate): string {
  return JSON.stringify([table, from, to]);
}
