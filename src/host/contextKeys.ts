import * as vscode from 'vscode';
import type { CurrentProject } from './currentProject.ts';
import { pendingScripts, stateWord } from './projectEntry.ts';
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
    const { entries, failures } = projects;
    const now = current.get();
    const scripts = entries.flatMap((entry) => entry.status?.migrations ?? []);
    const paths = (wanted: string): readonly string[] =>
      scripts.filter(({ status }) => status === wanted).map(({ path }) => path);
    set('hasProject', entries.length > 0 || failures.length > 0);
    set(
      'hasConfig',
      entries.some(({ project }) => project.configFile !== undefined) || failures.length > 0,
    );
    set('projectCount', entries.length);
    set('state', now === undefined ? (failures.length > 0 ? 'bad-config' : '') : stateWord(now));
    set(
      'running',
      entries.some(({ running }) => running !== undefined),
    );
    set('pendingCount', now === undefined ? 0 : pendingScripts(now).length);
    set(
      'anyPending',
      entries.some((entry) => pendingScripts(entry).length > 0),
    );
    set(
      'anyBackup',
      entries.some(({ backups }) => backups.length > 0),
    );
    set(
      'anyAbsent',
      entries.some((entry) => entry.status?.state === 'ABSENT'),
    );
    set(
      'anyUnversioned',
      entries.some((entry) => entry.status?.state === 'UNVERSIONED'),
    );
    set(
      'anyDatabase',
      entries.some((entry) => entry.status !== undefined && entry.status.state !== 'ABSENT'),
    );
    set(
      'scriptPaths',
      scripts.map(({ path }) => path),
    );
    set('pendingPaths', paths('pending'));
    set('divergedPaths', paths('diverged'));
  };
  update();
  return vscode.Disposable.from(projects.onDidChange(update), current.onDidChange(update));
}
