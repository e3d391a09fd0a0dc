import * as vscode from 'vscode';
import { plainLine } from '../host/plainText.ts';
import { driftOf, type ProjectEntry } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import type { TreeNode } from './treeNodes.ts';

/** Rows that the drift of one project may have; the rest is counted in one more. */
const LISTED = 200;

/** Renders the row under which the differences between live and desired schema are. */
export function driftItem(entry: ProjectEntry): vscode.TreeItem {
  const drift = driftOf(entry);
  const changes = counted(drift?.changes.length ?? 0, 'change');
  const item = new vscode.TreeItem('Drift', vscode.TreeItemCollapsibleState.Expanded);
  item.id = `drift#${entry.key}`;
  item.description = changes;
  item.iconPath = new vscode.ThemeIcon(
    'git-compare',
    new vscode.ThemeColor('fastmigrate.driftForeground'),
  );
  item.contextValue = 'drift';
  item.tooltip = `The schema differs from ${plainLine(drift?.source ?? 'the desired one')}`;
  item.accessibilityInformation = { label: `drift, ${changes}` };
  return item;
}

/** Renders one difference. Names in it come from SQL, and may hold anything. */
export function changeItem({
  key,
  index,
  text,
}: Extract<TreeNode, { readonly type: 'change' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(plainLine(text, 200), vscode.TreeItemCollapsibleState.None);
  item.id = `change#${key}#${index}`;
  item.iconPath = new vscode.ThemeIcon('circle-small');
  item.contextValue = 'change';
  item.tooltip = plainLine(text);
  item.command = {
    command: 'fastmigrate.previewDrift',
    title: 'Preview Plan',
    arguments: [{ key }],
  };
  return item;
}

/** Rows below the drift of a project, one a change. */
export function changesOf(entry: ProjectEntry): readonly TreeNode[] {
  const { changes = [], candidates = 0 } = driftOf(entry) ?? {};
  const rest = changes.length - LISTED;
  const lines = [
    ...changes.slice(0, LISTED),
    ...(rest > 0 ? [`and ${counted(rest, 'change')} more`] : []),
    ...(candidates > 0 ? [`${counted(candidates, 'possible rename')}, asked when generated`] : []),
  ];
  return lines.map((text, index) => ({ type: 'change', key: entry.key, text, index }));
}
