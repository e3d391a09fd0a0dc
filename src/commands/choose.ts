import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { ownerOf } from '../host/currentProject.ts';
import { databaseLabel } from '../host/databaseLabel.ts';
import { offer, offerError } from '../host/notify.ts';
import { withoutIcons } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import type { Services } from '../host/services.ts';

/** What menus and rows hand to a command: a row's node, a file, or nothing from the palette. */
export type CommandArgument = unknown;

/**
 * The project that a command is about. Asks only when nothing tells, among those that `suits` says have a use for it, where
 * there are any; undefined when that was cancelled.
 */
export async function chooseProject(
  services: Services,
  argument?: CommandArgument,
  suits: (entry: ProjectEntry) => boolean = () => true,
): Promise<ProjectEntry | undefined> {
  await services.projects.ready();
  if (services.projects.entries.length === 0) {
    void tellNoProject(services);
    return undefined;
  }
  const entry = await choose(services, argument, suits);
  const { status, fleet, problem } = entry ?? {};
  if (entry === undefined || (status ?? fleet ?? problem) !== undefined) return entry;
  return services.projects.refresh(entry.key);
}

async function choose(
  { projects, current }: Services,
  argument: CommandArgument,
  suits: (entry: ProjectEntry) => boolean,
): Promise<ProjectEntry | undefined> {
  const key = textField(argument, 'key');
  if (key !== undefined) return projects.find(key);
  const { entries } = projects;
  if (argument instanceof vscode.Uri) return ownerOf(entries, argument.fsPath, current.get()?.key);
  const editor = vscode.window.activeTextEditor?.document.uri;
  const ofEditor =
    editor?.scheme === 'file' ? ownerOf(entries, editor.fsPath, current.get()?.key) : undefined;
  if (entries.length <= 1) return entries[0];
  if (ofEditor !== undefined) return ofEditor;
  const suiting = entries.filter((entry) => suits(entry));
  const [only, other] = suiting;
  if (only !== undefined && other === undefined) return only;
  return pickProject(only === undefined ? entries : suiting, current.get());
}

/** Buttons of the walkthrough lead here before there is anything to choose from. */
async function tellNoProject({ projects }: Services): Promise<void> {
  const [failure] = projects.failures;
  if (failure !== undefined) {
    const choice = await offerError(
      `${vscode.workspace.asRelativePath(failure.file)} cannot be used: ${failure.message}`,
      [OPEN],
    );
    if (choice === OPEN) await vscode.window.showTextDocument(vscode.Uri.file(failure.file));
    return;
  }
  const choice = await offer('There are no migrations in this window yet.', [SET_UP]);
  if (choice === SET_UP) await vscode.commands.executeCommand('fastmigrate.setup');
}

const OPEN = 'Open Configuration';
const SET_UP = 'Set Up Migrations…';

/** Lets a person choose among the projects. */
export async function pickProject(
  entries: readonly ProjectEntry[],
  first?: ProjectEntry,
): Promise<ProjectEntry | undefined> {
  const items = entries
    .toSorted((a, b) => Number(b.key === first?.key) - Number(a.key === first?.key))
    .map((entry) => ({
      label: `$(database) ${withoutIcons(databaseLabel(entry))}`,
      description: entry.project.name === 'default' ? '' : withoutIcons(entry.project.name),
      entry,
    }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which database?' });
  return picked?.entry;
}

export interface ChosenScript {
  readonly entry: ProjectEntry;
  readonly migration: MigrationReport;
}

/**
 * The script that a command is about: a row's, an editor's or the active editor's. Where several databases have its folder,
 * it is the one that a person is at, or one of those where `suits` says that there is a use for the command.
 */
export async function chooseScript(
  services: Services,
  argument?: CommandArgument,
  suits: (chosen: ChosenScript) => boolean = () => true,
): Promise<ChosenScript | undefined> {
  await services.projects.ready();
  const found = scriptsMeant(services, argument);
  const [first] = found;
  if (first === undefined || suits(first)) return first;
  const suiting = found.filter(suits);
  const [only, other] = suiting;
  if (other === undefined) return only ?? first;
  const picked = await pickProject(suiting.map(({ entry }) => entry));
  return suiting.find(({ entry }) => entry.key === picked?.key);
}

function scriptsMeant({ projects }: Services, argument: CommandArgument): readonly ChosenScript[] {
  const file = textField(field(argument, 'migration'), 'file');
  const key = textField(argument, 'key');
  const uri =
    argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const isMeant = (entry: ProjectEntry, migration: MigrationReport): boolean =>
    file === undefined
      ? uri?.fsPath === migration.path
      : entry.key === key && migration.file === file;
  return projects.inOrder.flatMap((entry) => {
    const migration = entry.status?.migrations.find((each) => isMeant(entry, each));
    return migration === undefined ? [] : [{ entry, migration }];
  });
}

/** A field of a value whose shape is not known. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** A text field of a value whose shape is not known. */
export function textField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}
