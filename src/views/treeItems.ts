import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { plainLine } from '../host/plainText.ts';
import { driftOf, hasReadableSchema, type ProjectEntry } from '../host/projectEntry.ts';
import { ageText } from '../host/quantities.ts';
import { recordedUri } from '../host/recorded.ts';
import { isTrusted } from '../host/trust.ts';
import { changeItem, driftItem } from './driftRows.ts';
import { fleetFailureItem, fleetFileItem, fleetGroupItem, fleetRowsOf } from './fleetRows.ts';
import { iconOf } from './looks.ts';
import { rangeItem, scriptRows } from './scriptRanges.ts';
import { schemaItem, schemaNodeItem } from './schemaTreeItems.ts';
import { projectTooltip } from './tooltips.ts';
import { projectFlags, scriptFlags } from './treeFlags.ts';
import {
  noticesOf,
  projectLabel,
  showsReference,
  type Notice,
  type TreeNode,
} from './treeNodes.ts';
import {
  describeProject,
  describeScript,
  inTrouble,
  lookOf,
  spokenProject,
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
    case 'range':
      return rangeItem(node);
    case 'notice':
      return noticeItem(node);
    case 'drift':
      return driftItem(node.entry);
    case 'change':
      return changeItem(node);
    case 'schema':
      return schemaItem(node.key);
    case 'schemaGroup':
    case 'schemaObject':
    case 'schemaColumn':
    case 'schemaNote':
      return schemaNodeItem(node);
    case 'fleetFailure':
      return fleetFailureItem(node);
    case 'fleetGroup':
      return fleetGroupItem(node);
    case 'fleetFile':
      return fleetFileItem(node);
    case 'reference':
      return referenceItem(node.entry);
    case 'config':
      return configItem(node);
  }
}

function folderItem({ name, path: folder }: NodeOf<'folder'>): vscode.TreeItem {
  const item = new vscode.TreeItem(plainLine(name), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `folder#${folder}`;
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'folder';
  item.accessibilityInformation = { label: `folder ${plainLine(name)}` };
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
    label: `database ${plainLine(projectLabel(entry))}, ${spokenProject(entry)}`,
  };
  return item;
}

function scriptItem({ entry, migration }: NodeOf<'script'>): vscode.TreeItem {
  const look = lookOf(entry, migration);
  const uri = vscode.Uri.file(migration.path);
  const item = new vscode.TreeItem(nameOf(migration), vscode.TreeItemCollapsibleState.None);
  item.id = `script#${entry.folder.uri.toString()}#${entry.key}#${migration.version ?? ''}#${migration.file}`;
  item.description = describeScript(entry, migration);
  item.iconPath = iconOf(look, migration.declarative);
  item.resourceUri = uri.with({ scheme: ITEM_SCHEME, query: look });
  item.contextValue = scriptFlags(entry, migration).join(' ');
  item.accessibilityInformation = { label: plainLine(spokenScript(entry, migration)) };
  item.command = {
    command: 'vscode.open',
    title: 'Open Script',
    arguments: [shownUri(entry, migration)],
  };
  return item;
}

/** Declarative scripts stand in a folder of their own, which their icon tells. */
function nameOf({ file, declarative }: MigrationReport): string {
  return plainLine(declarative === true ? path.posix.basename(file) : file);
}

/** The file; where it is gone, what was recorded of it. */
function shownUri(entry: ProjectEntry, migration: MigrationReport): vscode.Uri {
  if (migration.reference === 'missing') return recordedUri('reference', entry, migration);
  if (migration.status === 'missing') return recordedUri('database', entry, migration);
  return vscode.Uri.file(migration.path);
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
  item.tooltip = [notice.label, notice.detail ?? '', notice.command?.title ?? '']
    .filter((line) => line !== '')
    .map((line) => plainLine(line))
    .join('\n');
  item.accessibilityInformation = { label: spokenNotice(notice) };
  if (notice.command !== undefined) {
    const { id: command, title } = notice.command;
    item.command = { command, title, arguments: [{ key }] };
  }
  return item;
}

function referenceItem(entry: ProjectEntry): vscode.TreeItem {
  const item = new vscode.TreeItem('Reference', vscode.TreeItemCollapsibleState.None);
  const reference = entry.status?.reference;
  item.id = `reference#${entry.key}`;
  item.contextValue = reference === undefined ? 'reference none' : 'reference saved';
  item.iconPath = new vscode.ThemeIcon(reference === undefined ? 'unlock' : 'lock');
  if (reference === undefined) {
    item.description = 'none yet · click to save one';
    item.command = {
      command: 'fastmigrate.saveReference',
      title: 'Refresh Reference',
      arguments: [{ key: entry.key }],
    };
  } else {
    const version = reference.version === null ? 'no version' : `v${reference.version}`;
    item.description = `${version} · ${ageText(Date.parse(reference.createdAt), Date.now())}`;
    const taken = new Date(reference.createdAt).toLocaleString();
    item.tooltip = `A copy of production, read-only\n${plainLine(reference.file)}\n${taken}`;
  }
  item.accessibilityInformation = {
    label: `reference, ${item.description.replaceAll(' · ', ', ')}`,
  };
  return item;
}

function configItem({ failure }: NodeOf<'config'>): vscode.TreeItem {
  const item = new vscode.TreeItem(
    plainLine(path.relative(failure.folder.uri.fsPath, failure.file)),
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
    title: 'Open Configuration',
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
  if (driftOf(entry) !== undefined)
    return new vscode.ThemeIcon('database', new vscode.ThemeColor('fastmigrate.driftForeground'));
  if (entry.status?.state === 'CURRENT') {
    return new vscode.ThemeIcon('database', new vscode.ThemeColor('fastmigrate.appliedForeground'));
  }
  return new vscode.ThemeIcon('database');
}

function spokenNotice(notice: Notice): string {
  return plainLine(
    notice.description === undefined ? notice.label : `${notice.label}, ${notice.description}`,
  );
}

/** Children of a project's row: notices, drift, scripts in the order of their versions, the reference, the schema. */
export function rowsOf(entry: ProjectEntry): readonly TreeNode[] {
  const notices = noticesOf(entry, isTrusted()).map((notice): TreeNode => ({
    type: 'notice',
    key: entry.key,
    notice,
  }));
  const reference: readonly TreeNode[] =
    isTrusted() && showsReference(entry) ? [{ type: 'reference', key: entry.key, entry }] : [];
  const drift: readonly TreeNode[] =
    driftOf(entry) === undefined ? [] : [{ type: 'drift', key: entry.key, entry }];
  const schema: readonly TreeNode[] =
    isTrusted() && hasReadableSchema(entry) ? [{ type: 'schema', key: entry.key }] : [];
  return [
    ...notices,
    ...fleetRowsOf(entry),
    ...drift,
    ...scriptRows(entry),
    ...reference,
    ...schema,
  ];
}
