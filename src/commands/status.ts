import * as vscode from 'vscode';
import { databaseLabel } from '../host/databaseLabel.ts';
import {
  driftOf,
  firstScript,
  hasDatabaseFile,
  hasReferencePlace,
  pendingDatabases,
  pendingScripts,
  type ProjectEntry,
} from '../host/projectEntry.ts';
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
        placeHolder: withoutIcons(databaseLabel(entry)),
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

type Add = (when: boolean, label: string, command: string) => void;

/** What can be done next, the most likely first. */
function actionsFor(entry: ProjectEntry, projectCount: number): readonly Action[] {
  const { project } = entry;
  const actions: Action[] = [];
  const add: Add = (when, label, command) => {
    if (when) actions.push({ label, command });
  };
  const trusted = isTrusted();
  add(!trusted, '$(workspace-untrusted) Manage Workspace Trust', 'workbench.trust.manage');
  add(entry.running !== undefined, '$(debug-stop) Cancel Run', 'fastmigrate.cancel');
  if (trusted && entry.running === undefined) {
    addNextSteps(entry, add);
    addCopies(entry, add);
  }
  add(trusted && hasDatabaseFile(entry), '$(go-to-file) Open Database', 'fastmigrate.openDb');
  add(project.configFile !== undefined, '$(gear) Open Configuration', 'fastmigrate.openConfig');
  add(projectCount > 1, '$(arrow-swap) Select Database…', 'fastmigrate.selectDb');
  add(true, '$(list-tree) Show Migrations', 'fastmigrate.migrations.focus');
  add(true, '$(terminal) Copy as Command Line', 'fastmigrate.copyCommand');
  add(true, '$(output) Show Log', 'fastmigrate.showLog');
  return actions;
}

/** What brings the database or the scripts further. */
function addNextSteps(entry: ProjectEntry, add: Add): void {
  const { status } = entry;
  const pending = pendingScripts(entry).length;
  const behind = pendingDatabases(entry);
  const drift = driftOf(entry) !== undefined;
  const unversioned = status?.state === 'UNVERSIONED';
  const enrollable =
    unversioned && status.backend === undefined && firstScript(status) === undefined;
  add(
    status?.interrupted !== undefined,
    '$(debug-restart) Recover Interrupted Run',
    'fastmigrate.recover',
  );
  add(pending > 0, `$(run-all) Run ${counted(pending, 'Pending Migration')}`, 'fastmigrate.run');
  add(behind > 0, `$(run-all) Run on ${counted(behind, 'Database')}`, 'fastmigrate.run');
  add(drift, '$(file-add) Generate Migration…', 'fastmigrate.generate');
  add(drift, '$(diff) Preview Plan', 'fastmigrate.previewDrift');
  add(status?.state === 'ABSENT', '$(database) Create Database', 'fastmigrate.create');
  add(enrollable, '$(verified) Enroll Database…', 'fastmigrate.enroll');
  add(unversioned, '$(tag) Set Version by Hand…', 'fastmigrate.baseline');
  add(true, '$(new-file) New Migration…', 'fastmigrate.new');
}

/** What makes a copy of the database, or puts one back. */
function addCopies(entry: ProjectEntry, add: Add): void {
  const { status, project, backups } = entry;
  const absent = status?.state === 'ABSENT';
  const hasReference = status?.reference !== undefined;
  add(hasDatabaseFile(entry), '$(archive) Back Up Database', 'fastmigrate.backup');
  add(backups.length > 0, '$(history) Restore Backup…', 'fastmigrate.restore');
  add(hasReference, '$(history) Restore Database from Reference…', 'fastmigrate.restoreReference');
  add(
    !absent && (hasReference || hasReferencePlace(project)),
    '$(lock) Refresh Reference from…',
    'fastmigrate.saveReference',
  );
}
