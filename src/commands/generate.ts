import path from 'node:path';
import * as vscode from 'vscode';
import type { ObjectProblem } from '../core/errors.ts';
import type { Renames } from '../core/schema/change.ts';
import { EngineCancelled, EngineFailed } from '../engine/engineError.ts';
import type { EngineRequests } from '../engine/protocol.ts';
import { codeParams } from '../host/codeParams.ts';
import { ask, flashWhile, notifyInformation, offerError } from '../host/notify.ts';
import { plainLine } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { saveDesired } from '../host/unsaved.ts';
import type { CommandArgument } from './choose.ts';
import { chooseDesired, compared } from './drift.ts';
import { tellRejection } from './failures.ts';
import { ALLOW, lossQuestion, problemText, violationQueries } from './generateQuestions.ts';
import { askRenames } from './renameAnswers.ts';

type Generated = EngineRequests['generate']['result'];

const WHAT = 'Generate Migration';
const NONE: Renames = { tables: [], columns: [] };

/** Registers the command that writes the next script from the desired schema. */
export function registerGenerate(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand(
    'fastmigrate.generate',
    async (argument: CommandArgument): Promise<Generated | undefined> => {
      const entry = await chooseDesired(services, argument);
      if (entry === undefined) return undefined;
      if (entry.running !== undefined) {
        notifyInformation('A change of this database is still running.');
        return undefined;
      }
      return (await saveDesired(entry)) ? generate(services, entry) : undefined;
    },
  );
}

async function generate(services: Services, entry: ProjectEntry): Promise<Generated | undefined> {
  try {
    const renames = await answersFor(services, entry);
    if (renames === undefined) return undefined;
    const done = await write(services, entry, renames);
    if (done !== undefined) await show(services, entry, done);
    return done;
  } catch (error) {
    const violations = problemsOf(error, 'data-violates');
    if (violations !== undefined) await tellViolations(services, violations);
    else if (!(error instanceof EngineCancelled)) tellRejection(services, WHAT, error);
    return undefined;
  }
}

/** Asks what has to be known. Undefined where nothing differs, or a question was cancelled. */
async function answersFor(services: Services, entry: ProjectEntry): Promise<Renames | undefined> {
  // What is on the screen may be older than the files.
  const fresh = (await services.projects.refresh(entry.key)) ?? entry;
  // The engine refuses the other states, and says why: there is nothing to ask before.
  const state = fresh.status?.state;
  if (state !== 'DRIFT' && state !== 'CURRENT' && state !== 'ABSENT') return NONE;
  const comparison = await compared(services, fresh);
  return comparison === undefined ? undefined : askRenames(services, fresh, comparison);
}

/** Writes the script, and asks where it would lose data. Undefined when the answer was no. */
async function write(
  services: Services,
  entry: ProjectEntry,
  renames: Renames,
): Promise<Generated | undefined> {
  const make = async (allowDestructive: boolean): Promise<Generated> =>
    services.changes.make({
      entry,
      method: 'generate',
      title: 'Generating migration',
      params: { ...codeParams(entry), renames, allowDestructive },
    });
  try {
    return await make(false);
  } catch (error) {
    const losses = problemsOf(error, 'destructive');
    if (losses === undefined) throw error;
    const answer = await ask(lossQuestion(path.basename(entry.project.database), losses));
    return answer === ALLOW ? make(true) : undefined;
  }
}

async function show(
  { projects }: Services,
  { key }: ProjectEntry,
  { file, undecided }: Generated,
): Promise<void> {
  if (file === null) return notifyInformation('Nothing differs: the schema is as desired.');
  await vscode.window.showTextDocument(vscode.Uri.file(file), {
    viewColumn: vscode.ViewColumn.Beside,
    preview: false,
  });
  const name = path.basename(file);
  if (undecided.length === 0) {
    const isApplied = (): boolean =>
      projects
        .find(key)
        ?.status?.migrations.some(
          ({ path: script, status }) => script === file && status === 'applied',
        ) === true;
    return flashWhile(
      `${name} written. It is not applied yet`,
      projects.onDidChange,
      () => !isApplied(),
    );
  }
  const renames = counted(undecided.length, 'possible rename');
  notifyInformation(
    `${name} holds both readings of ${renames}. Choose one in it: until then it does not run.`,
  );
}

async function tellViolations(
  { log }: Services,
  violations: readonly ObjectProblem[],
): Promise<void> {
  const texts = violations.map(problemText);
  for (const text of texts) log.error(plainLine(text));
  const rest = texts.length > 1 ? `, and ${texts.length - 1} more` : '';
  const rows = 'Show Rows';
  const choice = await offerError(
    `Nothing was generated: the data do not fit the desired schema. ${texts[0] ?? ''}${rest}`,
    violations.some(({ query }) => query !== undefined) ? [rows] : [],
  );
  if (choice !== rows) return;
  const content = violationQueries(violations);
  const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
  await vscode.window.showTextDocument(document, { preview: false });
}

/** What a failure of this kind names; undefined where it is another one. */
function problemsOf(
  error: unknown,
  code: 'destructive' | 'data-violates',
): readonly ObjectProblem[] | undefined {
  if (!(error instanceof EngineFailed)) return undefined;
  const { failure } = error.data;
  return failure.code === code ? failure.problems : undefined;
}
