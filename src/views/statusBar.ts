import * as vscode from 'vscode';
import { ownerOf, type CurrentProject } from '../host/currentProject.ts';
import { databaseLabel } from '../host/databaseLabel.ts';
import { plainLine, withoutIcons } from '../host/plainText.ts';
import {
  driftOf,
  hasDatabaseFile,
  isLocked,
  pendingDatabases,
  pendingScripts,
  versionAfter,
  type ProjectEntry,
} from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import type { Projects } from '../host/projects.ts';
import { onSettingsChange, statusBarPolicy } from '../host/settings.ts';
import { shortNames } from '../host/shortNames.ts';
import { isTrusted } from '../host/trust.ts';
import { appendDrift } from './tooltips.ts';
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
    item.text = statusText(entry, shortNameOf(entry, projects.entries));
    item.tooltip = tooltipOf(entry);
    item.backgroundColor = inTrouble(entry) ? backgroundOf(entry) : undefined;
    item.accessibilityInformation = {
      label: `FastMigrate: ${databaseLabel(entry)}, ${spokenProject(entry)}`,
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

/** The text: icon, `name` where there is more than one project, version, and the version after a run, a sign of trouble. */
export function statusText(entry: ProjectEntry, name?: string): string {
  const icon = entry.running === undefined ? '$(database)' : '$(sync~spin)';
  const before = name === undefined ? '' : `${withoutIcons(name)} `;
  return `${icon} ${before}${versionText(entry)}${troubleSign(entry)}`;
}

/** Themes of high contrast have no colour for trouble. */
function troubleSign(entry: ProjectEntry): string {
  if (entry.running !== undefined || !inTrouble(entry)) return '';
  return isFailing(entry) ? ' $(error)' : ' $(warning)';
}

/** What tells the project from the others; undefined where there are none. */
function shortNameOf(entry: ProjectEntry, entries: readonly ProjectEntry[]): string | undefined {
  if (entries.length <= 1) return undefined;
  const names = shortNames(entries.map(({ project }) => project));
  return names[entries.findIndex(({ key }) => key === entry.key)];
}

function versionText(entry: ProjectEntry): string {
  const { status, fleet } = entry;
  if (!isTrusted()) return 'restricted';
  if (isLocked(entry)) return 'locked';
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

function backgroundOf(entry: ProjectEntry): vscode.ThemeColor {
  return new vscode.ThemeColor(
    isFailing(entry) ? 'statusBarItem.errorBackground' : 'statusBarItem.warningBackground',
  );
}

/** A lock goes by itself. */
function isFailing(entry: ProjectEntry): boolean {
  if (entry.failure !== undefined) return true;
  return entry.status?.state === 'ERROR' && !isLocked(entry);
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
  text.appendMarkdown('**').appendText(databaseLabel(entry)).appendMarkdown('**\n\n');
  text.appendText(describeProject(entry));
  const [next] = pendingScripts(entry);
  if (next !== undefined) text.appendMarkdown('\n\nNext: ').appendText(plainLine(next.file));
  appendDrift(text, entry);
  if (entry.failure !== undefined)
    text.appendMarkdown('\n\n$(error) ').appendText(plainLine(entry.failure.message));
  text.appendMarkdown(`\n\n${linksOf(entry).join(' | ')}`);
  return text;
}

/** What can be done with this project, whichever the commands would choose by themselves. */
function linksOf(entry: ProjectEntry): readonly string[] {
  const argument = encodeURIComponent(JSON.stringify([{ key: entry.key }]));
  const link = (words: string, command: string): string =>
    `[${words}](command:fastmigrate.${command}?${argument})`;
  const log = '[$(output) Show Log](command:fastmigrate.showLog)';
  if (!isTrusted() || entry.running !== undefined) return [log];
  const isBehind = pendingScripts(entry).length + pendingDatabases(entry) > 0;
  return [
    ...(isBehind ? [link('$(run-all) Run', 'run')] : []),
    ...(driftOf(entry) === undefined
      ? []
      : [
          link('$(diff) Preview Plan', 'previewDrift'),
          link('$(file-add) Generate Migration', 'generate'),
        ]),
    ...(hasDatabaseFile(entry) ? [link('$(archive) Back Up', 'backup')] : []),
    log,
  ];
}
