import * as vscode from 'vscode';
import type { ScriptKind } from '../core/migration/report.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseProject, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';

const KINDS: readonly (vscode.QuickPickItem & { readonly script: ScriptKind })[] = [
  {
    label: '$(database) SQL',
    description: '.sql',
    detail: 'Statements, run in one transaction',
    script: 'sql',
  },
  {
    label: '$(symbol-method) Python',
    description: '.py',
    detail: 'A program that gets the database path',
    script: 'py',
  },
  {
    label: '$(terminal) Shell',
    description: '.sh',
    detail: 'A program that gets the database path',
    script: 'sh',
  },
];

/** Registers the command that writes the next script. */
export function registerNewMigration(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand('fastmigrate.new', async (argument: CommandArgument) => {
    if (!(await requireTrust())) return undefined;
    const entry = await chooseProject(services, argument);
    if (entry === undefined) return undefined;
    const name = await vscode.window.showInputBox({
      title: 'New Migration (1/2)',
      prompt: 'What does it do? The number is added by itself.',
      placeHolder: 'add tags table',
      validateInput: (text) =>
        text === '' || /[\p{L}\p{N}]/u.test(text) ? undefined : 'A name needs a letter or a digit',
    });
    if (name === undefined || name.trim() === '') return undefined;
    const kind = await vscode.window.showQuickPick(KINDS, {
      title: 'New Migration (2/2)',
      placeHolder: 'Kind of script',
    });
    if (kind === undefined) return undefined;
    try {
      const params = { project: entry.project, name: name.trim(), kind: kind.script };
      const { file } = await services.changes.make({
        entry,
        method: 'new',
        title: 'Writing migration',
        params,
      });
      const document = await vscode.workspace.openTextDocument(file);
      const selection = placeToWrite(document);
      await vscode.window.showTextDocument(document, { preview: false, selection });
      return { file };
    } catch (error) {
      return tellRejection(services, 'New Migration', error);
    }
  });
}

/** Where the template leaves room: at its end, or in place of the statement that does nothing. */
function placeToWrite(document: vscode.TextDocument): vscode.Range {
  const text = document.getText();
  const idle = /pass {2}# .*/.exec(text);
  const start = document.positionAt(idle?.index ?? text.length);
  return new vscode.Range(start, idle === null ? start : document.lineAt(start).range.end);
}
