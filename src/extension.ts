import * as vscode from 'vscode';
import { registerBackup } from './commands/backup.ts';
import { registerCancel } from './commands/cancel.ts';
import { registerCompare } from './commands/compare.ts';
import { registerCopyCommand } from './commands/copyCommand.ts';
import { registerManage } from './commands/manage.ts';
import { registerNewMigration } from './commands/newMigration.ts';
import { registerOpen } from './commands/open.ts';
import { registerReference } from './commands/reference.ts';
import { registerRename } from './commands/rename.ts';
import { registerRestore } from './commands/restore.ts';
import { registerRun } from './commands/run.ts';
import { registerSchema } from './commands/schema.ts';
import { registerScripts } from './commands/scripts.ts';
import { registerSetup } from './commands/setup.ts';
import { registerStatus } from './commands/status.ts';
import { EngineClient } from './engine/client.ts';
import { Changes } from './host/changes.ts';
import { registerContextKeys } from './host/contextKeys.ts';
import { CurrentProject } from './host/currentProject.ts';
import { Deferred } from './host/deferred.ts';
import { createLog } from './host/log.ts';
import { Projects } from './host/projects.ts';
import type { Services } from './host/services.ts';
import { onSettingsChange } from './host/settings.ts';
import { registerWatching } from './host/watching.ts';
import { registerAddTasks } from './tasks/addTasks.ts';
import { registerTasks } from './tasks/provider.ts';
import { registerBackupsView } from './views/backupsTree.ts';
import { registerDecorations, type Decorations } from './views/decorations.ts';
import { registerMigrationsView, type MigrationsTree } from './views/migrationsTree.ts';
import { registerProblems } from './views/problems.ts';
import { registerQuickFixes } from './views/quickFixes.ts';
import { registerRecordedText } from './views/recordedText.ts';
import { registerScriptEditor } from './views/scriptEditor.ts';
import { registerStatusBar } from './views/statusBar.ts';

/** What other code in the same window, such as tests, can look at. */
export interface FastmigrateApi {
  readonly projects: Projects;
  readonly tree: MigrationsTree;
  readonly decorations: Decorations;
  readonly engine: EngineClient;
}

/** Builds the extension. Nothing is read here: starting the engine and the first look come afterwards. */
export function activate(context: vscode.ExtensionContext): FastmigrateApi {
  const { extensionUri, subscriptions } = context;
  const log = createLog();
  const engine = new EngineClient({
    cli: vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath,
    execPath: process.execPath,
    env: process.env,
    log: (line) => log.debug(line),
  });
  const projects = new Projects(engine, log);
  const firstLook = new Deferred(() => void projects.ready()).ask();
  const current = new CurrentProject(projects);
  const changes = new Changes(engine, projects, log);
  const services: Services = { log, engine, projects, current, changes, extensionUri };
  const view = registerMigrationsView(projects, engine);
  const marks = registerDecorations(projects);
  subscriptions.push(log, engine, projects, firstLook, current, changes);
  subscriptions.push(view.disposable, marks.disposable);
  subscriptions.push(
    registerContextKeys(projects, current),
    registerWatching(projects, log),
    registerBackupsView(projects),
    registerStatusBar(projects, current),
    registerProblems(projects, extensionUri),
    registerQuickFixes(projects),
    registerRecordedText(engine, projects),
    registerScriptEditor(services),
    registerCommands(services),
    registerTasks(services),
    registerAddTasks(services),
    onSettingsChange(['enable', 'configFile', 'projectRoots'], () => void projects.discover()),
  );
  return { projects, tree: view.tree, decorations: marks.provider, engine };
}

function registerCommands(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    registerRun(services),
    registerManage(services),
    registerBackup(services),
    registerRestore(services),
    registerReference(services),
    registerScripts(services),
    registerRename(services),
    registerCompare(services),
    registerSchema(services),
    registerNewMigration(services),
    registerSetup(services),
    registerOpen(services),
    registerCancel(services),
    registerCopyCommand(services),
    registerStatus(services),
  );
}
