import * as vscode from 'vscode';
import type { ErrorReport } from '../core/errors.ts';
import { forDialog, forNotification, plainLine, withoutIcons } from './plainText.ts';
import type { Log } from './log.ts';

interface ToldFailure {
  readonly message: string;
  readonly place?: vscode.Location;
  /** Key of the setting that may resolve it. */
  readonly setting?: string;
}

/**
 * Tells of a failure. Offers the log, and the script's place or a setting where there is one. Does not wait for an answer.
 */
export function notifyFailure(log: Log, what: string, failure: ToldFailure): void {
  // What went well before must not stand beside it.
  flashed?.dispose();
  log.error(`${what}: ${plainLine(failure.message, 4000)}`);
  const open = 'Open Script';
  const show = 'Show Log';
  const settings = 'Open Settings';
  const { place, setting } = failure;
  const actions = [
    ...(place === undefined ? [] : [open]),
    ...(setting === undefined ? [] : [settings]),
    show,
  ];
  const text = `${forNotification(what)}: ${forNotification(failure.message)}`;
  void vscode.window.showErrorMessage(text, ...actions).then((choice) => {
    if (choice === show) log.show(true);
    if (choice === open && place !== undefined) void openAt(place);
    if (choice === settings) void vscode.commands.executeCommand(OPEN_SETTINGS, setting);
    return undefined;
  });
}

/** Tells of something that is no failure but needs to be read. */
export function notifyInformation(text: string): void {
  void vscode.window.showInformationMessage(forNotification(text));
}

const OPEN_SETTINGS = 'workbench.action.openSettings';

let flashed: vscode.Disposable | undefined;

/** Shows for some seconds that something was done. */
export function flash(text: string): void {
  flashed?.dispose();
  flashed = statusBarMessage(text);
}

/** The same, and no longer than `isTrue` holds, which is asked whenever `onDidChange` fires. */
export function flashWhile(
  text: string,
  onDidChange: vscode.Event<unknown>,
  isTrue: () => boolean,
): void {
  flashed?.dispose();
  // Whatever is shown next takes this down, the listener too: while it listens, the message is this one.
  const listening = onDidChange(() => {
    if (!isTrue()) flashed?.dispose();
  });
  flashed = vscode.Disposable.from(statusBarMessage(text), listening);
}

function statusBarMessage(text: string): vscode.Disposable {
  return vscode.window.setStatusBarMessage(`$(check) ${withoutIcons(text)}`, 6000);
}

export interface Question {
  readonly title: string;
  readonly detail: string;
  /** Buttons in order; the first is the default one. */
  readonly verbs: readonly string[];
}

/** Asks in a modal dialog. Returns the chosen verb, or undefined when it was cancelled. */
export async function ask(question: Question): Promise<string | undefined> {
  return vscode.window.showWarningMessage(
    forDialog(question.title),
    { modal: true, detail: forDialog(question.detail) },
    ...question.verbs,
  );
}

/** Opens a document with the cursor at a place. */
export async function openAt(place: vscode.Location): Promise<void> {
  await vscode.window.showTextDocument(place.uri, { selection: place.range });
}

/** Where a failure stands, if it names a line. `path` is the absolute path of its file. */
export function placeOf(failure: ErrorReport, path: string): vscode.Location {
  const line = Math.max(0, (failure.line ?? 1) - 1);
  const column = Math.max(0, (failure.column ?? 1) - 1);
  return new vscode.Location(vscode.Uri.file(path), new vscode.Position(line, column));
}

/** Tells of something with buttons, without stopping the work. Returns the one that was clicked. */
export async function offer(text: string, verbs: readonly string[]): Promise<string | undefined> {
  return vscode.window.showInformationMessage(forNotification(text), ...verbs);
}

/** Tells of a failure with buttons of its own, without stopping the work. Returns the one that was clicked. */
export async function offerError(
  text: string,
  verbs: readonly string[],
): Promise<string | undefined> {
  flashed?.dispose();
  return vscode.window.showErrorMessage(forNotification(text), ...verbs);
}
