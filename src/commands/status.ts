import * as vscode from 'vscode';
import { driftOf, pendingScripts, type ProjectEntry } from '../host/projectEntry.ts';
import { withoutIcons } from '../host/plainText.ts';
import { counted } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { isTrusted } from '../host/trust.ts';
import { pickProject, type CommandArgument } from './choose.ts';

interface Action extends vscode.QuickPickItem {
  readonly command: string;
}

/** Registers the list of next actions, and the choice of the database that it is about. */
export function registerStatus(services: Services): vscode.Disposable {
  const { projects, current } = services;
  return vscode.Disposable.from(
    vscode.commands.registerCommand('fastmigrate.status', async (_argument: CommandArgument) => {
      await projects.ready();
      const entry = current.get();
      if (entry === undefined) return vscode.commands.executeCommand('fastmigrate.setup');
      const action = await vscode.window.showQuickPick(actionsFor(entry, projects.entries.length), {
        placeHolder: withoutIcons(vscode.workspace.asRelativePath(entry.project.database)),
      });
      return action === undefined
        ? undefined
        : vscode.commands.executeCommand(action.command, { key: entry.key });
    }),
    vscode.commands.registerCommand('fastmigrate.selectDb', async () => {
      await projects.ready();
      const picked = await pickProject(projects.entries, current.get());
      if (picked !== undefined) current.select(picked.key);
      return picked?.project.database;
    }),
  );
}

/** What can be done next, the most likely first. */
function actionsFor(entry: ProjectEntry, projectCount: number): readonly Action[] {
  const { status, project } = entry;
  const actions: Action[] = [];
  const add = (when: boolean, label: string, command: string): void => {
    if (when) actions.push({ label, command });
  };
  const trusted = isTrusted();
  const idle = trusted && entry.running === undefined;
  const pending = pendingScripts(entry).length;
  const absent = status?.state === 'ABSENT';
  const unversioned = status?.state === 'UNVERSIONED';
  add(!trusted, '$(workspace-untrusted) Manage Workspace Trust', 'workbench.trust.manage');
  add(entry.running !== undefined, '$(debug-stop) Cancel Run', 'fastmigrate.cancel');
  add(
    idle && status?.interrupted !== undefined,
    '$(debug-restart) Recover Interrupted Run',
    'fastmigrate.recover',
  );
  add(
    idle && pending > 0,
    `$(run-all) Run ${counted(pending, 'Pending Migration')}`,
    'fastmigrate.run',
  );
  const drift = driftOf(entry) !== undefined;
  add(idle && drift, '$(file-add) Generate Migration…', 'fastmigrate.generate');
  add(idle && drift, '$(diff) Preview Plan', 'fastmigrate.previewDrift');
  add(idle && absent, '$(database) Create Database', 'fastmigrate.create');
  add(idle && unversioned, '$(verified) Enroll Database…', 'fastmigrate.enroll');
  add(idle && unversioned, '$(tag) Set Version by Hand…', 'fastmigrate.baseline');
  add(idle, '$(new-file) New Migration…', 'fastmigrate.new');
  add(idle && !absent, '$(archive) Back Up Database', 'fastmigrate.backup');
  add(idle && entry.backups.length > 0, '$(history) Restore Backup…', 'fastmigrate.restore');
  const hasReference = status?.reference !== undefined;
  add(
    idle && hasReference,
    '$(history) Restore Database from Reference…',
    'fastmigrate.restoreReference',
  );
  add(
    idle && !absent && (hasReference || project.reference !== undefined),
    '$(lock) Refresh Reference from…',
    'fastmigrate.saveReference',
  );
  add(trusted && !absent, '$(go-to-file) Open Database', 'fastmigrate.openDb');
  add(project.configFile !== undefined, '$(gear) Open Configuration', 'fastmigrate.openConfig');
  add(projectCount > 1, '$(arrow-swap) Select Database…', 'fastmigrate.selectDb');
  add(true, '$(list-tree) Show Migrations', 'fastmigrate.migrations.focus');
  add(true, '$(terminal) Copy as Command Line', 'fastmigrate.copyCommand');
  add(true, '$(output) Show Log', 'fastmigrate.showLog');
  return actions;
}
