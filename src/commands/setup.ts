import * as vscode from 'vscode';
import { folderSettings } from '../host/settings.ts';
import { notifyInformation, offer } from '../host/notify.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { tellRejection } from './failures.ts';

/** Registers the command that writes a `.fastmigrate` file into a workspace folder. */
export function registerSetup(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand('fastmigrate.setup', async () => {
    if (!(await requireTrust())) return undefined;
    const folder = await chooseFolder();
    if (folder === undefined) return undefined;
    const present = await openPresent(folder);
    if (present !== undefined) return { configFile: present };
    const database = await askPath(
      'Set Up Migrations (1/2)',
      'Database file, relative to the folder',
      'data/database.db',
    );
    if (database === undefined) return undefined;
    const migrations = await askPath(
      'Set Up Migrations (2/2)',
      'Folder of the migration scripts',
      'migrations',
    );
    if (migrations === undefined) return undefined;
    try {
      const params = { folder: folder.uri.fsPath, database, migrations };
      const { configFile } = await services.engine.mutate('setup', params, {
        key: `setup ${params.folder}`,
      });
      await services.projects.discover();
      await vscode.window.showTextDocument(vscode.Uri.file(configFile), { preview: false });
      await vscode.commands.executeCommand('fastmigrate.migrations.focus');
      return { configFile };
    } catch (error) {
      return tellRejection(services, 'Set Up Migrations', error);
    }
  });
}

/** Opens the configuration that the folder has already, which is never written over; undefined where it has none. */
async function openPresent(folder: vscode.WorkspaceFolder): Promise<string | undefined> {
  const file = vscode.Uri.joinPath(folder.uri, '.fastmigrate');
  try {
    await vscode.workspace.fs.stat(file);
  } catch {
    // There is none, or it cannot be told: then writing it says why.
    return undefined;
  }
  await vscode.window.showTextDocument(file, { preview: false });
  notifyInformation(`${folder.name} is set up already. This is its configuration.`);
  return file.fsPath;
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    (folder) => folder.uri.scheme === 'file' && folderSettings(folder).enable,
  );
  if (folders.length === 0) void offerFolder();
  if (folders.length <= 1) return folders[0];
  return vscode.window.showWorkspaceFolderPick({
    placeHolder: 'Which folder gets the configuration?',
  });
}

async function offerFolder(): Promise<void> {
  const open = 'Open Folder…';
  const text = 'Open a folder first: the configuration is written into it.';
  const choice = await offer(text, [open]);
  if (choice === open) await vscode.commands.executeCommand('vscode.openFolder');
}

async function askPath(title: string, prompt: string, value: string): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    validateInput: (text) => (text.trim() === '' ? 'A path is needed' : undefined),
  });
  return answer?.trim();
}
