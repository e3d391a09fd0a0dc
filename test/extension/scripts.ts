// What the suites about scripts in the editor share.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fileIn, projectOf, ready, until } from './host.ts';

export function scriptUri(name: string): vscode.Uri {
  return vscode.Uri.file(fileIn('migrations', name));
}

/** Opens a script once the project's status is known. */
export async function openScript(name: string): Promise<vscode.TextEditor> {
  const api = await ready();
  await until('the status is read', () => projectOf(api).status !== undefined);
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(scriptUri(name)));
}

/** Replaces all of an open script's text, without saving it. */
export async function write(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(
    new vscode.Position(0, 0),
    document.positionAt(document.getText().length),
  );
  assert.ok(await editor.edit((edit) => edit.replace(all, text)));
}

/** Writes a text with one `|` into an open script, without that, and returns the place. */
export async function writeAt(editor: vscode.TextEditor, marked: string): Promise<vscode.Position> {
  const offset = marked.indexOf('|');
  await write(editor, marked.slice(0, offset) + marked.slice(offset + 1));
  return editor.document.positionAt(offset);
}

/** The diagnostics of a script as `code line:column text`. */
export function problemsOf(uri: vscode.Uri): readonly string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .map(
      ({ code, range, message }) =>
        `${typeof code === 'object' ? code.value : code} ${range.start.line + 1}:${range.start.character + 1} ${message}`,
    );
}

/**
 * The quick fixes at a place. The editor takes its question back, with an error, when any extension offers code actions
 * just then, and is asked again.
 */
export async function fixesAt(
  uri: vscode.Uri,
  range: vscode.Range,
): Promise<readonly vscode.CodeAction[]> {
  for (;;)
    try {
      return await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
      );
    } catch (error) {
      if (!(error instanceof Error && error.name === 'Canceled')) throw error;
    }
}

/** The titles of the lenses of a script, in order. */
export async function lensesOf(uri: vscode.Uri): Promise<readonly vscode.Command[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    100,
  );
  return lenses.flatMap(({ command }) => (command === undefined ? [] : [command]));
}

export async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('fastmigrate')
    .update(name, value, vscode.ConfigurationTarget.Global);
}
