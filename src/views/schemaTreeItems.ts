import * as vscode from 'vscode';
import { plainBlock, plainLine } from '../host/plainText.ts';
import type { SchemaGroup, SchemaNode, SchemaObjectType } from './schemaTree.ts';

type NodeOf<T extends SchemaNode['type']> = Extract<SchemaNode, { readonly type: T }>;

/** Renders the row under which a project's schema is. */
export function schemaItem(key: string): vscode.TreeItem {
  const item = new vscode.TreeItem('Schema', vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `schema#${key}`;
  item.iconPath = new vscode.ThemeIcon('symbol-structure');
  item.contextValue = 'schema';
  item.tooltip = 'Tables, views and the rest of the working database';
  item.accessibilityInformation = { label: 'schema of the working database' };
  return item;
}

/** Renders a row of a schema. Names come from the database, and may hold anything. */
export function schemaNodeItem(node: SchemaNode): vscode.TreeItem {
  switch (node.type) {
    case 'schemaGroup':
      return groupItem(node);
    case 'schemaObject':
      return objectItem(node);
    case 'schemaColumn':
      return columnItem(node);
    case 'schemaNote':
      return noteItem(node);
  }
}

const GROUPS: Readonly<Record<SchemaGroup, string>> = {
  tables: 'Tables',
  virtualTables: 'Virtual Tables',
  views: 'Views',
};

function groupItem({ key, group, rows }: NodeOf<'schemaGroup'>): vscode.TreeItem {
  const item = new vscode.TreeItem(GROUPS[group], vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `schema#${key}#${group}`;
  item.description = String(rows.length);
  item.contextValue = 'schemaGroup';
  return item;
}

const OBJECTS: Readonly<
  Record<SchemaObjectType, { readonly word: string; readonly icon: string }>
> = {
  table: { word: 'table', icon: 'table' },
  'virtual-table': { word: 'virtual table', icon: 'symbol-misc' },
  view: { word: 'view', icon: 'preview' },
  index: { word: 'index', icon: 'list-ordered' },
  trigger: { word: 'trigger', icon: 'zap' },
};

function objectItem(node: NodeOf<'schemaObject'>): vscode.TreeItem {
  const { word, icon } = OBJECTS[node.objectType];
  const item = new vscode.TreeItem(
    plainLine(node.name),
    node.rows.length > 0
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None,
  );
  item.id = `schema#${node.key}#${node.objectType}#${node.name}`;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = `schemaObject ${node.objectType}`;
  if (node.objectType === 'index' || node.objectType === 'trigger') item.description = word;
  item.tooltip = statementTooltip(node.sql);
  item.accessibilityInformation = { label: `${word} ${plainLine(node.name)}` };
  return item;
}

/** `appendCodeblock` makes its fence longer than any in the text, so a name cannot leave the block. */
function statementTooltip(sql: string): vscode.MarkdownString {
  return new vscode.MarkdownString().appendCodeblock(plainBlock(sql, STATEMENT_LINES), 'sql');
}

const STATEMENT_LINES = 30;

function columnItem({ key, table, name, column }: NodeOf<'schemaColumn'>): vscode.TreeItem {
  const item = new vscode.TreeItem(plainLine(name), vscode.TreeItemCollapsibleState.None);
  item.id = `schema#${key}#column#${JSON.stringify([table, name])}`;
  item.iconPath = new vscode.ThemeIcon(column.primaryKey ? 'key' : 'symbol-field');
  item.description = columnWords(column);
  item.contextValue = 'schemaColumn';
  item.tooltip = [plainLine(name), item.description].filter((text) => text !== '').join('\n');
  item.accessibilityInformation = {
    label: ['column', plainLine(name), item.description.replaceAll(' · ', ', ')].join(' ').trim(),
  };
  return item;
}

function columnWords(column: NodeOf<'schemaColumn'>['column']): string {
  const words = [plainLine(column.type, 60)];
  if (column.primaryKey) words.push('primary key');
  if (column.notNull) words.push('not null');
  if (column.generated) words.push('generated');
  if (column.default !== null) words.push(`default ${plainLine(column.default, 60)}`);
  return words.filter((word) => word !== '').join(' · ');
}

function noteItem({ key, text }: NodeOf<'schemaNote'>): vscode.TreeItem {
  const item = new vscode.TreeItem(plainLine(text), vscode.TreeItemCollapsibleState.None);
  item.id = `schema#${key}#note`;
  item.iconPath = new vscode.ThemeIcon('info');
  item.contextValue = 'schemaNote';
  item.tooltip = plainLine(text);
  return item;
}
