import * as vscode from 'vscode';
import { notifyInformation, offer } from '../host/notify.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseProject, type CommandArgument } from './choose.ts';

/** Editors for SQLite files, by the extension that brings them. */
const VIEWERS: readonly (readonly [extension: string, editor: string])[] = [
  ['qwtel.sqlite-viewer', 'sqlite-viewer.view'],
  ['yy0931.vscode-sqlite3-editor', 'sqlite3-editor.editor'],
];

/** Registers the commands that only show something. */
export function registerOpen(services: Services): vscode.Disposable {
  const { log, engine, projects } = services;
  return vscode.Disposable.from(
    vscode.commands.registerCommand('fastmigrate.showLog', () => log.show()),
    vscode.commands.registerCommand('fastmigrate.refresh', async () => {
      engine.forgive();
      await projects.discover();
    }),
    vscode.commands.registerCommand('fastmigrate.openDb', async (argument: CommandArgument) => {
      if (!(await requireTrust())) return;
      const entry = await chooseProject(services, argument);
      if (entry !== undefined) await openDatabase(entry.project.database);
    }),
    vscode.commands.registerCommand('fastmigrate.openConfig', async (argument: CommandArgument) => {
      await projects.ready();
      const entry =
        projects.entries.length === 0 ? undefined : await chooseProject(services, argument);
      const file = entry?.project.configFile ?? projects.failures[0]?.file;
      if (file !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(file));
      else notifyInformation('This project has no configuration file: it uses the defaults.');
    }),
    vscode.commands.registerCommand('fastmigrate.openWalkthrough', async () => {
      await vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        'fastmigrate.fastmigrate-vscode#start',
      );
    }),
  );
}

async function openDatabase(database: string): Promise<void> {
  const uri = vscode.Uri.file(database);
  const viewer = VIEWERS.find(
    ([extension]) => vscode.extensions.getExtension(extension) !== undefined,
  );
  if (viewer !== undefined) {
    await vscode.commands.executeCommand('vscode.openWith', uri, viewer[1]);
    return;
  }
  await vscode.commands.executeCommand('vscode.open', uri);
  // Another extension may have opened it in an editor of its own.
  const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
  if (!(input instanceof vscode.TabInputCustom)) void offerViewers();
}

async function offerViewers(): Promise<void> {
  const search = 'Search Extensions';
  const text = 'This editor cannot show SQLite files by itself. There are extensions that can.';
  if ((await offer(text, [search])) === search)
    await vscode.commands.executeCommand('workbench.extensions.search', 'sqlite viewer');
}
