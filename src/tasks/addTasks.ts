import * as vscode from 'vscode';
import { flash, notifyFailure, notifyInformation } from '../host/notify.ts';
import { ensureSaved } from '../host/ensureSaved.ts';
import { counted } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { offeredTasks, type OfferedTask } from './offered.ts';

/** Registers the command that writes the offered tasks into `tasks.json`. */
export function registerAddTasks(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand('fastmigrate.addTasks', async () => {
    await services.projects.ready();
    const folder = await chooseFolder(services);
    if (folder === undefined) return;
    const entries = services.projects.entries.filter(
      (entry) => entry.folder.index === folder.index,
    );
    const tasks = entries.flatMap((entry) =>
      offeredTasks(folder.uri.fsPath, entry, entries.length > 1),
    );
    await write(services, vscode.Uri.joinPath(folder.uri, '.vscode', 'tasks.json'), tasks);
  });
}

async function write(
  { log }: Services,
  file: vscode.Uri,
  tasks: readonly OfferedTask[],
): Promise<void> {
  // The parser is needed here only, so it is not loaded with the extension.
  const { addTasks, newTasksFile } = await import('./tasksJson.ts');
  await createIfMissing(file);
  const document = await vscode.workspace.openTextDocument(file);
  const text = document.getText();
  const empty = text.trim() === '';
  const result = addTasks(empty ? newTasksFile() : text, tasks);
  if (result.kind === 'unusable') {
    const place = new vscode.Location(file, new vscode.Position(0, 0));
    return notifyFailure(log, 'Add Tasks', {
      message: `tasks.json was not changed: ${result.reason}`,
      place,
    });
  }
  if (result.added === 0) {
    notifyInformation('The tasks are in tasks.json already.');
  } else {
    const changed = applied(empty ? newTasksFile() : text, result.edits);
    const all = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(file, all, changed);
    await vscode.workspace.applyEdit(edit);
    if (await ensureSaved(document)) flash(`${counted(result.added, 'task')} added to tasks.json`);
  }
  await vscode.window.showTextDocument(document);
}

function applied(
  text: string,
  edits: readonly { offset: number; length: number; content: string }[],
): string {
  return edits
    .toSorted((a, b) => b.offset - a.offset)
    .reduce(
      (now, { offset, length, content }) =>
        now.slice(0, offset) + content + now.slice(offset + length),
      text,
    );
}

async function createIfMissing(file: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.stat(file);
  } catch {
    // Not there yet: an empty one is filled by the edit that follows, which can then be undone.
    await vscode.workspace.fs.writeFile(file, new Uint8Array());
  }
}

async function chooseFolder({ projects }: Services): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = new Map(projects.entries.map(({ folder }) => [folder.index, folder]));
  if (folders.size === 0) notifyInformation('There is no migrations project in this workspace.');
  if (folders.size <= 1) return [...folders.values()][0];
  return vscode.window.showWorkspaceFolderPick({ placeHolder: 'Whose tasks?' });
}
