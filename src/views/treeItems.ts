import path from 'node:path';
import * as vscode from 'vscode';
import { plainLine } from '../host/plainText.ts';
import {
  isVersionKnown,
  pendingScripts,
  stateWord,
  type ProjectEntry,
} from '../host/projectEntry.ts';
import { isTrusted } from '../host/trust.ts';
import { iconOf } from './looks.ts';
import { noticesOf, projectLabel, type Notice, type TreeNode } from './treeNodes.ts';
import {
  describeProject,
  describeScript,
  inTrouble,
  isNext,
  lookOf,
  spokenScript,
} from './wording.ts';

/** Scheme of the rows' own resources, which carries their colours. */
export const ITEM_SCHEME = 'fastmigrate-item';

type NodeOf<T extends TreeNode['type']> = Extract<TreeNode, { readonly type: T }>;

/** Renders one row of the migrations view. */
export function itemOf(node: TreeNode): vscode.TreeItem {
  switch (node.type) {
    case 'folder':
      return folderItem(node);
    case 'project':
      return projectItem(node.entry);
    case 'script':
      return scriptItem(node);
    case 'notice':
      return noticeItem(node);
    case 'config':
      return configItem(node);
  }
}

function folderItem({ name, path: folder }: NodeOf<'folder'>): vscode.TreeItem {
  const item = new vscode.TreeItem(plainLine(name), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `folder#${folder}`;
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'folder';
  return item;
}

function projectItem(entry: ProjectEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(
    plainLine(projectLabel(entry)),
    vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = `project#${entry.folder.uri.toString()}#${entry.key}`;
  item.description = describeProject(entry);
  item.iconPath = projectIcon(entry);
  item.contextValue = projectFlags(entry).join(' ');
  item.tooltip = projectTooltip(entry);
  item.accessibilityInformation = {
    label: `database ${plainLine(projectLabel(entry))}, ${describeProject(entry).replaceAll(' · ', ', ')}`,
  };
  return item;
}

function scriptItem({ entry, migration }: NodeOf<'script'>): vscode.TreeItem {
  const look = lookOf(entry, migration);
  const uri = vscode.Uri.file(migration.path);
  const item = new vscode.TreeItem(plainLine(migration.file), vscode.TreeItemCollapsibleState.None);
  item.id = `script#${entry.folder.uri.toString()}#${entry.key}#${migration.version ?? ''}#${migration.file}`;
  item.description = describeScript(entry, migration);
  item.iconPath = iconOf(look);
  item.resourceUri = uri.with({ scheme: ITEM_SCHEME, query: look });
  item.contextValue = scriptFlags({ type: 'script', key: entry.key, entry, migration }).join(' ');
  item.tooltip = scriptTooltip({ type: 'script', key: entry.key, entry, migration });
  item.accessibilityInformation = { label: plainLine(spokenScript(entry, migration)) };
  if (migration.status !== 'missing') {
    item.command = { command: 'vscode.open', title: 'Open Script', arguments: [uri] };
  }
  return item;
}

function noticeItem({ key, notice }: NodeOf<'notice'>): vscode.TreeItem {
  const item = new vscode.TreeItem(plainLine(notice.label), vscode.TreeItemCollapsibleState.None);
  item.id = `notice#${key}#${notice.id}`;
  if (notice.description !== undefined) item.description = notice.description;
  item.iconPath =
    notice.color === undefined
      ? new vscode.ThemeIcon(notice.icon)
      : new vscode.ThemeIcon(notice.icon, new vscode.ThemeColor(notice.color));
  item.contextValue = `notice ${notice.id}`;
  item.tooltip = [plainLine(notice.label), notice.command?.title ?? ''].join('\n').trim();
  item.accessibilityInformation = { label: spokenNotice(notice) };
  if (notice.command !== undefined) {
    const { id: command, title } = notice.command;
    item.command = { command, title, arguments: [{ key }] };
  }
  return item;
}

function configItem({ failure }: NodeOf<'config'>): vscode.TreeItem {
  const item = new vscode.TreeItem(
    path.basename(failure.file),
    vscode.TreeItemCollapsibleState.None,
  );
  item.id = `config#${failure.file}`;
  item.description = plainLine(failure.message);
  item.iconPath = new vscode.ThemeIcon(
    'error',
    new vscode.ThemeColor('fastmigrate.failedForeground'),
  );
  item.contextValue = 'config';
  item.tooltip = `${plainLine(failure.file)}, line ${failure.line}: ${plainLine(failure.message)}`;
  const at = new vscode.Position(Math.max(0, failure.line - 1), 0);
  item.command = {
    command: 'vscode.open',
    title: 'Open Config',
    arguments: [vscode.Uri.file(failure.file), { selection: new vscode.Range(at, at) }],
  };
  return item;
}

function projectIcon(entry: ProjectEntry): vscode.ThemeIcon {
  if (entry.running !== undefined) return iconOf('running');
  if (inTrouble(entry))
    return new vscode.ThemeIcon(
      'database',
      new vscode.ThemeColor('fastmigrate.divergedForeground'),
    );
  if (entry.status?.state === 'CURRENT') {
    return new vscode.ThemeIcon('database', new vscode.ThemeColor('fastmigrate.appliedForeground'));
  }
  return new vscode.ThemeIcon('database');
}

function projectFlags(entry: ProjectEntry): readonly string[] {
  const flags = ['project', `state-${stateWord(entry)}`];
  if (pendingScripts(entry).length > 0) flags.push('pending');
  if (entry.running !== undefined) flags.push('running');
  if (isTrusted() && entry.status !== undefined && entry.status.state !== 'ABSENT')
    flags.push('database');
  if (entry.backups.length > 0) flags.push('backups');
  if (entry.project.configFile !== undefined) flags.push('configured');
  return flags;
}

function scriptFlags({ entry, migration }: NodeOf<'script'>): readonly string[] {
  const look = lookOf(entry, migration);
  const flags = [
    'script',
    migration.status === 'pending' && !isVersionKnown(entry) ? 'unknown' : migration.status,
  ];
  if (look === 'failed' || look === 'running') flags.push(look);
  if (isNext(entry, migration)) flags.push('next');
  if (migration.kind !== null) flags.push(migration.kind);
  return flags;
}

function projectTooltip(entry: ProjectEntry): vscode.MarkdownString {
  const { project, status } = entry;
  const text = new vscode.MarkdownString(undefined, true);
  text.appendMarkdown('**Database** ').appendText(plainLine(project.database));
  text.appendMarkdown('\n\n**Migrations** ').appendText(plainLine(project.migrations));
  if (project.name !== 'default')
    text.appendMarkdown('\n\n**Name** ').appendText(plainLine(project.name));
  text.appendMarkdown('\n\n').appendText(describeProject(entry));
  for (const line of [
    ...(status?.errors ?? []).map((error) => error.message),
    ...(status?.warnings ?? []),
  ]) {
    text.appendMarkdown('\n\n$(warning) ').appendText(plainLine(line));
  }
  if (entry.problem !== undefined)
    text.appendMarkdown('\n\n$(error) ').appendText(plainLine(entry.problem.message));
  return text;
}

function scriptTooltip({ entry, migration }: NodeOf<'script'>): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  const words = describeScript(entry, migration);
  text.appendMarkdown('**').appendText(plainLine(migration.file)).appendMarkdown('**');
  if (words !== '') text.appendMarkdown('\n\n').appendText(words);
  if (migration.detail !== undefined)
    text.appendMarkdown('\n\n').appendText(plainLine(migration.detail));
  if (migration.appliedAt !== undefined) {
    text
      .appendMarkdown('\n\n$(history) ')
      .appendText(`applied ${new Date(migration.appliedAt).toLocaleString()}`);
  }
  if (lookOf(entry, migration) === 'failed' && entry.failure !== undefined) {
    text.appendMarkdown('\n\n$(error) ').appendText(plainLine(entry.failure.message));
  }
  text.appendMarkdown('\n\n').appendText(plainLine(migration.path));
  return text;
}

function spokenNotice(notice: Notice): string {
  return plainLine(
    notice.description === undefined ? notice.label : `${notice.label}, ${notice.description}`,
  );
}

/** Children of a project's row, notices first, scripts in the order of their versions. */
export function rowsOf(entry: ProjectEntry): readonly TreeNode[] {
  const notices = noticesOf(entry, isTrusted()).map((notice): TreeNode => ({
    type: 'notice',
    key: entry.key,
    notice,
  }));
  const scripts = (entry.status?.migrations ?? []).map((migration): TreeNode => ({
    type: 'script',
    key: entry.key,
    entry,
    migration,
  }));
  return [...notices, ...scripts];
}
