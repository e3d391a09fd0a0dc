import * as vscode from 'vscode';
import { ownerOf, type CurrentProject } from '../host/currentProject.ts';
import { plainLine, withoutIcons } from '../host/plainText.ts';
import {
  driftOf,
  pendingDatabases,
  pendingScripts,
  versionAfter,
  type ProjectEntry,
} from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import type { Projects } from '../host/projects.ts';
import { onSettingsChange, statusBarPolicy } from '../host/settings.ts';
import { isTrusted } from '../host/trust.ts';
import { appendDrift } from './tooltips.ts';
import { projectLabel } from './treeNodes.ts';
import { describeProject, inTrouble, spokenProject } from './wording.ts';

/** The status bar item: the current project's version and what is pending. Clicking lists the next actions. */
export function registerStatusBar(projects: Projects, current: CurrentProject): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'fastmigrate.status',
    vscode.StatusBarAlignment.Left,
    20,
  );
  item.name = 'FastMigrate';
  item.command = 'fastmigrate.status';
  const update = (): void => {
    const entry = current.get();
    if (entry === undefined || !isShown(projects, entry)) return item.hide();
    const several = projects.entries.length > 1;
    item.text = statusText(entry, several);
    item.tooltip = tooltipOf(entry);
    item.backgroundColor = inTrouble(entry) ? backgroundOf(entry) : undefined;
    item.accessibilityInformation = {
      label: `FastMigrate: ${plainLine(projectLabel(entry))}, ${spokenProject(entry)}`,
    };
    item.show();
  };
  update();
  return vscode.Disposable.from(
    item,
    current.onDidChange(update),
    projects.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    onSettingsChange(['statusBar.show'], update),
  );
}

/** The text: icon, name if there are several projects, version, and the version after a run. */
export function statusText(entry: ProjectEntry, several: boolean): string {
  const icon = entry.running === undefined ? '$(database)' : '$(sync~spin)';
  const name = several ? `${withoutIcons(shortName(entry))} ` : '';
  return `${icon} ${name}${versionText(entry)}`;
}

function versionText(entry: ProjectEntry): string {
  const { status, fleet } = entry;
  if (!isTrusted()) return 'restricted';
  if (entry.problem !== undefined) return 'not readable';
  if (fleet !== undefined) {
    const behind = pendingDatabases(entry);
    const databases = counted(fleet.summary.databases, 'database');
    return behind === 0 ? databases : `${databases} · ${behind.toLocaleString('en')} behind`;
  }
  if (status === undefined) return '…';
  if (status.state === 'ABSENT') return 'no database';
  if (status.state === 'UNVERSIONED') return 'unversioned';
  if (status.version === null) return 'not readable';
  const last = versionAfter(pendingScripts(entry));
  if (driftOf(entry) !== undefined) return `v${status.version} · drift`;
  return last === undefined ? `v${status.version}` : `v${status.version} → v${last}`;
}

function isShown(projects: Projects, entry: ProjectEntry): boolean {
  switch (statusBarPolicy()) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'relevant':
      return inTrouble(entry) || entry.running !== undefined || isNearEditor(projects);
  }
}

/** False while a file is edited that belongs to no project. */
function isNearEditor(projects: Projects): boolean {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme !== 'file' || ownerOf(projects.entries, uri.fsPath) !== undefined;
}

function shortName({ project }: ProjectEntry): string {
  if (project.name !== 'default') return project.name;
  return (project.database.split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, '');
}

function backgroundOf(entry: ProjectEntry): vscode.ThemeColor {
  const failed = entry.failure !== undefined || entry.status?.state === 'ERROR';
  return new vscode.ThemeColor(
    failed ? 'statusBarItem.errorBackground' : 'statusBarItem.warningBackground',
  );
}

function tooltipOf(entry: ProjectEntry): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = {
    enabledCommands: [
      'fastmigrate.run',
      'fastmigrate.backup',
      'fastmigrate.previewDrift',
      'fastmigrate.generate',
      'fastmigrate.showLog',
    ],
  };
  text
    .appendMarkdown('**')
    .appendText(plainLine(projectLabel(entry)))
    .appendMarkdown('**\n\n');
  text.appendText(describeProject(entry));
  const [next] = pendingScripts(entry);
  if (next !== undefined) text.appendMarkdown('\n\nNext: ').appendText(plainLine(next.file));
  appendDrift(text, entry);
  if (entry.failure !== undefined)
    text.appendMarkdown('\n\n$(error) ').appendText(plainLine(entry.failure.message));
  const actions = ['[$(output) Show Log](command:fastmigrate.showLog)'];
  if (isTrusted() && entry.running === undefined) {
    actions.unshift('[$(archive) Back Up](command:fastmigrate.backup)');
    if (driftOf(entry) !== undefined)
      actions.unshift(
        '[$(diff) Preview Plan](command:fastmigrate.previewDrift)',
        '[$(file-add) Generate Migration](command:fastmigrate.generate)',
      );
    if (next !== undefined) actions.unshift('[$(run-all) Run](command:fastmigrate.run)');
  }
  text.appendMarkdown(`\n\n${actions.join(' | ')}`);
  return text;
}
