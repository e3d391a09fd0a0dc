import path from 'node:path';
import * as vscode from 'vscode';
import type { BackupInfo } from '../core/backup/backupFile.ts';
import { databaseLabel } from '../host/databaseLabel.ts';
import { plainLine } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import type { Projects } from '../host/projects.ts';
import { ageText, sizeText } from '../host/quantities.ts';

/** A row of the backups view. */
export type BackupNode =
  | { readonly type: 'backups'; readonly key: string }
  | { readonly type: 'backup'; readonly key: string; readonly backup: BackupInfo };

/** The backups view: backups newest first, under their project if there are several. */
export class BackupsTree implements vscode.TreeDataProvider<BackupNode> {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<undefined>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  update(): void {
    this.#changed.fire(undefined);
  }

  getChildren(node?: BackupNode): BackupNode[] {
    if (node?.type === 'backup') return [];
    if (node !== undefined) return rows(this.#projects.find(node.key));
    const { entries } = this.#projects;
    const [only, other] = entries;
    if (other === undefined) return rows(only);
    return entries
      .filter(({ backups }) => backups.length > 0)
      .map(({ key }): BackupNode => ({ type: 'backups', key }));
  }

  getTreeItem(node: BackupNode): vscode.TreeItem {
    return node.type === 'backup' ? backupItem(node) : this.#projectItem(node.key);
  }

  #projectItem(key: string): vscode.TreeItem {
    const entry = this.#projects.find(key);
    const label = entry === undefined ? plainLine(key) : databaseLabel(entry);
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
    item.id = `backups#${key}`;
    item.iconPath = new vscode.ThemeIcon('database');
    item.contextValue = 'backups';
    return item;
  }
}

/** Creates the backups view. It is redrawn only when the lists differ. */
export function registerBackupsView(projects: Projects): vscode.Disposable {
  const tree = new BackupsTree(projects);
  let shown = '';
  const update = (): void => {
    const now = JSON.stringify(projects.entries.map(({ key, backups }) => [key, backups]));
    if (now === shown) return;
    shown = now;
    tree.update();
  };
  return vscode.Disposable.from(
    vscode.window.createTreeView('fastmigrate.backups', { treeDataProvider: tree }),
    projects.onDidChange(update),
  );
}

function rows(entry: ProjectEntry | undefined): BackupNode[] {
  return (entry?.backups ?? []).map((backup) => ({
    type: 'backup',
    key: entry?.key ?? '',
    backup,
  }));
}

function backupItem({ backup, key }: Extract<BackupNode, { type: 'backup' }>): vscode.TreeItem {
  const created = new Date(backup.createdAt);
  // Short enough for the version and the age to show beside it in a side bar of the usual width.
  const label = created.toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = `backup#${key}#${backup.file}`;
  const version = backup.version === null ? 'no version' : `v${backup.version}`;
  const age = ageText(created.getTime(), Date.now());
  item.description = [version, age, sizeText(backup.bytes)].join(' · ');
  item.iconPath = new vscode.ThemeIcon('archive');
  item.contextValue = 'backup';
  item.tooltip = `${plainLine(backup.file)}\n${created.toLocaleString()}`;
  item.accessibilityInformation = {
    label: `backup ${path.basename(backup.file)}, ${item.description.replaceAll(' · ', ', ')}`,
  };
  return item;
}
