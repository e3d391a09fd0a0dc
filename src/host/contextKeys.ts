import * as vscode from 'vscode';
import type { MigrationReport, MigrationStatus } from '../core/migration/report.ts';
import type { CurrentProject } from './currentProject.ts';
import {
  driftOf,
  isRecordable,
  isRenumberable,
  isReplayable,
  pendingScripts,
  stateWord,
  type ProjectEntry,
} from './projectEntry.ts';
import type { Projects } from './projects.ts';

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
    void vscode.commands.executeCommand('setContext', `fastmigrate.${name}`, value);
  };
  const update = (): void => {
    const { entries } = projects;
    const keys = {
      ...currentKeys(projects, current.get()),
      ...anyKeys(entries),
      ...paths(entries),
    };
    for (const [name, value] of Object.entries(keys)) set(name, value);
  };
  update();
  return vscode.Disposable.from(projects.onDidChange(update), current.onDidChange(update));
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
    pendingCount: now === undefined ? 0 : pendingScripts(now).length,
  };
}

/** What menus without a row of their own ask: whether any project could use the command. */
function anyKeys(entries: readonly ProjectEntry[]): Readonly<Record<string, boolean>> {
  return {
    anyPending: entries.some((entry) => pendingScripts(entry).length > 0),
    anyBackup: entries.some(({ backups }) => backups.length > 0),
    anyReference: entries.some(({ status }) => status?.reference !== undefined),
    anyAbsent: entries.some(({ status }) => status?.state === 'ABSENT'),
    anyUnversioned: entries.some(({ status }) => status?.state === 'UNVERSIONED'),
    anyDesired: entries.some(({ project }) => project.schema !== undefined),
    anyDrift: entries.some((entry) => driftOf(entry) !== undefined),
    anyDatabase: entries.some(({ status }) => status !== undefined && status.state !== 'ABSENT'),
  };
}

/** Files that a command applies to, for the Explorer and editors. */
function paths(entries: readonly ProjectEntry[]): Readonly<Record<string, readonly string[]>> {
  const where = (
    wanted: (migration: MigrationReport, entry: ProjectEntry) => boolean,
  ): readonly string[] =>
    entries.flatMap((entry) =>
      (entry.status?.migrations ?? [])
        .filter((migration) => wanted(migration, entry))
        .map(({ path }) => path),
    );
  const withStatus = (wanted: MigrationStatus): readonly string[] =>
    where(({ status }) => status === wanted);
  return {
    scriptPaths: where(() => true),
    pendingPaths: where(({ status, declarative }) => status === 'pending' && declarative !== true),
    divergedPaths: withStatus('diverged'),
    conflictedPaths: withStatus('conflicted'),
    recordablePaths: where((migration, entry) => isRecordable(entry, migration)),
    renumberablePaths: where((migration, entry) => isRenumberable(entry, migration)),
    replayablePaths: where((migration) => isReplayable(migration)),
    // A command has no path; its words match none.
    desiredPaths: entries.flatMap(({ project }) => project.schema ?? []),
  };
}
