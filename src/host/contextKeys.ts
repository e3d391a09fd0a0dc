import * as vscode from 'vscode';
import type { CurrentProject } from './currentProject.ts';
import {
  hasReferencePlace,
  pendingDatabases,
  pendingScripts,
  stateWord,
  type ProjectEntry,
} from './projectEntry.ts';
import { Deferred } from './deferred.ts';
import { PathKeys } from './pathKeys.ts';
import type { Projects } from './projects.ts';
import { registerWalkthroughKey } from './walkthroughKey.ts';

/** Keeps the keys that menus, views and welcome texts depend on. Sets a key only when its value changed. */
export function registerContextKeys(
  projects: Projects,
  current: CurrentProject,
): vscode.Disposable {
  const sent = new Map<string, string>();
  const set = (name: string, value: unknown): void => {
    const text = JSON.stringify(value) ?? '';
    if (sent.get(name) === text) return;
    sent.set(name, text);
    send(name, value);
  };
  const pathKeys = new PathKeys(send);
  const updatePaths = new Deferred(() => pathKeys.update(projects.entries));
  const update = (): void => {
    const { entries } = projects;
    const keys = { ...currentKeys(projects, current.get()), ...anyKeys(entries) };
    for (const [name, value] of Object.entries(keys)) set(name, value);
    updatePaths.ask();
  };
  update();
  return vscode.Disposable.from(
    updatePaths,
    registerWalkthroughKey(),
    projects.onDidChange(update),
    current.onDidChange(update),
  );
}

function currentKeys(
  { entries, failures }: Projects,
  now: ProjectEntry | undefined,
): Readonly<Record<string, unknown>> {
  return {
    hasProject: entries.length > 0 || failures.length > 0,
    hasConfig:
      entries.some(({ project }) => project.configFile !== undefined) || failures.length > 0,
    projectCount: entries.length,
    state: now === undefined ? (failures.length > 0 ? 'bad-config' : '') : stateWord(now),
    running: entries.some(({ running }) => running !== undefined),
  };
}

/** What menus without a row of their own ask: whether any project could use the command. */
function anyKeys(entries: readonly ProjectEntry[]): Readonly<Record<string, unknown>> {
  return {
    anyPending: entries.some((entry) => pendingScripts(entry).length + pendingDatabases(entry) > 0),
    anyScript: entries.some(({ status }) => (status?.migrations.length ?? 0) > 0),
    anyBackup: entries.some(({ backups }) => backups.length > 0),
    anyReferable: entries.some(
      ({ project, status }) =>
        hasReferencePlace(project) && status !== undefined && status.state !== 'ABSENT',
    ),
    anyReference: entries.some(({ status }) => status?.reference !== undefined),
    anyAbsent: entries.some(({ status }) => status?.state === 'ABSENT'),
    anyUnversioned: entries.some(({ status }) => status?.state === 'UNVERSIONED'),
    anyDesired: entries.some(({ project }) => project.schema !== undefined),
    // A command has no path; its words match none.
    desiredPaths: entries.flatMap(({ project }) => project.schema ?? []),
    anyDatabase: entries.some(({ status }) => status !== undefined && status.state !== 'ABSENT'),
  };
}

function send(name: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', `fastmigrate.${name}`, value);
}
