import * as vscode from 'vscode';
import { fleetName } from '../host/fleetName.ts';
import { plainLine } from '../host/plainText.ts';
import { failedDatabases, type ProjectEntry } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import type { TreeNode } from './treeNodes.ts';

type NodeOf<T extends TreeNode['type']> = Extract<TreeNode, { readonly type: T }>;

/** Rows of a project with several databases: those that failed, then how many are at which version. */
export function fleetRowsOf(entry: ProjectEntry): readonly TreeNode[] {
  const { key, fleet, project } = entry;
  const pattern = project.database;
  if (fleet === undefined) return [];
  const failures = failedDatabases(entry).map((result): TreeNode => ({
    type: 'fleetFailure',
    key,
    pattern,
    result,
  }));
  const groups = fleet.groups.map((group): TreeNode => ({
    type: 'fleetGroup',
    key,
    pattern,
    group,
  }));
  return [...failures, ...groups];
}

/** The first databases of one version. */
export function filesOf({ key, pattern, group }: NodeOf<'fleetGroup'>): readonly TreeNode[] {
  return group.first.map((database): TreeNode => ({ type: 'fleetFile', key, pattern, database }));
}

export function fleetFailureItem({
  key,
  pattern,
  result,
}: NodeOf<'fleetFailure'>): vscode.TreeItem {
  const { database, error, state } = result;
  const name = fleetName(database, pattern);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.id = `fleetFailure#${key}#${database}`;
  item.description = plainLine(error?.message ?? state ?? 'failed');
  item.iconPath = new vscode.ThemeIcon(
    'error',
    new vscode.ThemeColor('fastmigrate.failedForeground'),
  );
  item.contextValue = 'fleetFailure';
  item.tooltip = `${plainLine(database)}\n${item.description}`;
  item.accessibilityInformation = { label: `${name}, failed, ${item.description}` };
  if (error?.file !== undefined && error.line !== undefined) {
    const at = new vscode.Position(Math.max(0, error.line - 1), 0);
    item.command = {
      command: 'vscode.open',
      title: 'Open Script',
      arguments: [vscode.Uri.file(error.file), { selection: new vscode.Range(at, at) }],
    };
  }
  return item;
}

export function fleetGroupItem({ key, group }: NodeOf<'fleetGroup'>): vscode.TreeItem {
  const { version, count, first } = group;
  const label = version === null ? 'Version unknown' : `Version ${version}`;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `fleetGroup#${key}#${version ?? ''}`;
  item.description =
    first.length < count
      ? `${counted(count, 'database')} · the first ${first.length} are listed`
      : counted(count, 'database');
  item.iconPath = new vscode.ThemeIcon(version === null ? 'question' : 'versions');
  item.contextValue = 'fleetGroup';
  item.accessibilityInformation = { label: `${label}, ${counted(count, 'database')}` };
  return item;
}

export function fleetFileItem({ key, pattern, database }: NodeOf<'fleetFile'>): vscode.TreeItem {
  const item = new vscode.TreeItem(
    fleetName(database, pattern),
    vscode.TreeItemCollapsibleState.None,
  );
  item.id = `fleetFile#${key}#${database}`;
  item.iconPath = new vscode.ThemeIcon('database');
  item.contextValue = 'fleetFile';
  item.tooltip = plainLine(database);
  return item;
}
