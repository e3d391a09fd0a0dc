import path from 'node:path';
import * as vscode from 'vscode';
import type { Services } from '../host/services.ts';
import { folderSettings, interpreterVariables, tasksAutoDetect } from '../host/settings.ts';
import { isTrusted } from '../host/trust.ts';
import { readDefinition, taskArguments, type FastmigrateDefinition } from './definition.ts';
import { offeredTasks } from './offered.ts';

/** Registers the tasks of type `fastmigrate`: those that are offered, and those of a `tasks.json`. */
export function registerTasks(services: Services): vscode.Disposable {
  const { projects, extensionUri } = services;
  const cli = vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath;
  return vscode.Disposable.from(
    vscode.tasks.registerTaskProvider('fastmigrate', {
      provideTasks: async () => {
        if (!isTrusted() || !tasksAutoDetect()) return [];
        await projects.ready();
        return offeredIn(services, cli);
      },
      resolveTask: (task) => resolve(task, cli),
    }),
    vscode.tasks.onDidEndTaskProcess(({ execution }) => {
      if (execution.task.definition.type !== 'fastmigrate') return;
      for (const { key } of projects.entries) void projects.refreshIfChanged(key);
    }),
  );
}

function offeredIn({ projects }: Services, cli: string): vscode.Task[] {
  return projects.entries.flatMap((entry) => {
    const { folder } = entry;
    const inFolder = projects.entries.filter((each) => each.folder.index === folder.index);
    return offeredTasks(folder.uri.fsPath, entry, inFolder.length > 1).map(({ name, definition }) =>
      makeTask({ ...definition }, { definition, folder, name, cli }),
    );
  });
}

function resolve(task: vscode.Task, cli: string): vscode.Task | undefined {
  const definition = readDefinition(task.definition);
  const folder = folderOf(task.scope);
  if (!isTrusted() || definition === undefined || folder === undefined) return undefined;
  // The editor finds the task again by this very object.
  return makeTask(task.definition, { definition, folder, name: task.name, cli });
}

function makeTask(
  identity: vscode.TaskDefinition,
  {
    definition,
    folder,
    name,
    cli,
  }: {
    definition: FastmigrateDefinition;
    folder: vscode.WorkspaceFolder;
    name: string;
    cli: string;
  },
): vscode.Task {
  const { cwd } = definition.options ?? {};
  const execution = new vscode.ProcessExecution(
    process.execPath,
    [cli, ...taskArguments(definition)],
    {
      cwd:
        cwd === undefined
          ? folder.uri.fsPath
          : path.resolve(
              folder.uri.fsPath,
              cwd.replaceAll('${workspaceFolder}', folder.uri.fsPath),
            ),
      env: environmentOf(definition, folder),
    },
  );
  const task = new vscode.Task(identity, folder, name, 'fastmigrate', execution, '$fastmigrate');
  const asks = asksSomething(definition);
  task.presentationOptions = {
    reveal: asks ? vscode.TaskRevealKind.Always : vscode.TaskRevealKind.Silent,
    focus: asks,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  return task;
}

/** The nearer to the task something is set, the more it counts. */
function environmentOf(
  { options }: FastmigrateDefinition,
  folder: vscode.WorkspaceFolder,
): Record<string, string> {
  return {
    ...interpreterVariables(),
    ...folderSettings(folder).env,
    ...options?.env,
    ELECTRON_RUN_AS_NODE: '1',
  };
}

/** A restore without a file lists the backups and waits for an answer; `dev` asks before it would lose something. */
function asksSomething({ command, from }: FastmigrateDefinition): boolean {
  return command === 'dev' || (command === 'restore' && from === undefined);
}

function folderOf(scope: vscode.Task['scope']): vscode.WorkspaceFolder | undefined {
  if (typeof scope === 'object') return scope;
  return vscode.workspace.workspaceFolders?.[0];
}
