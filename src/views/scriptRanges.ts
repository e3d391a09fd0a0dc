import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { plainLine } from '../host/plainText.ts';
import { pendingScripts, type ProjectEntry } from '../host/projectEntry.ts';
import { iconOf } from './looks.ts';
import type { TreeNode } from './treeNodes.ts';
import { lookOf, type Look } from './wording.ts';

type RangeNode = Extract<TreeNode, { readonly type: 'range' }>;

/** More scripts than this stand in ranges: the editor asks for all rows of a level at once, and waits for them. */
const MOST_IN_A_ROW = 500;
const RANGE = 250;

/** Rows of a project's scripts: the scripts themselves, or where there are many, ranges of them. */
export function scriptRows(entry: ProjectEntry): readonly TreeNode[] {
  const migrations = entry.status?.migrations ?? [];
  if (migrations.length <= MOST_IN_A_ROW) return scriptsIn(entry, migrations);
  const ranges = Math.ceil(migrations.length / RANGE);
  return Array.from({ length: ranges }, (_, index): TreeNode => ({
    type: 'range',
    key: entry.key,
    entry,
    index,
  }));
}

/** The scripts of a range, none where the scripts have become fewer. */
export function rowsInRange(entry: ProjectEntry, index: number): readonly TreeNode[] {
  return scriptsIn(entry, inRange(entry, index));
}

function inRange({ status }: ProjectEntry, index: number): readonly MigrationReport[] {
  return status?.migrations.slice(index * RANGE, (index + 1) * RANGE) ?? [];
}

function scriptsIn(
  entry: ProjectEntry,
  migrations: readonly MigrationReport[],
): readonly TreeNode[] {
  return migrations.map((migration): TreeNode => ({
    type: 'script',
    key: entry.key,
    entry,
    migration,
  }));
}

/** A range's row: what most need to know of its scripts. */
export function rangeItem({ key, entry, index }: RangeNode): vscode.TreeItem {
  const migrations = inRange(entry, index);
  const [next] = pendingScripts(entry);
  const isNext = next !== undefined && migrations.includes(next);
  const item = new vscode.TreeItem(
    labelOf(migrations),
    isNext ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  const counts = countsOf(entry, migrations);
  item.id = `range#${entry.folder.uri.toString()}#${key}#${index}`;
  item.description = counts.map(([look, count]) => `${count} ${look}`).join(' · ');
  item.iconPath = iconOf(counts[0]?.[0] ?? 'applied');
  item.contextValue = 'range';
  item.accessibilityInformation = {
    label: `migrations ${labelOf(migrations)}, ${item.description.replaceAll(' · ', ', ')}`,
  };
  return item;
}

/** What needs attention comes first. */
const ORDER: readonly Look[] = [
  'running',
  'failed',
  'conflicted',
  'diverged',
  'missing',
  'skipped',
  'invalid',
  'pending',
  'unrecorded',
  'applied',
  'unknown',
];

function countsOf(
  entry: ProjectEntry,
  migrations: readonly MigrationReport[],
): readonly (readonly [Look, number])[] {
  const counts = new Map<Look, number>();
  for (const migration of migrations) {
    const look = lookOf(entry, migration);
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  return ORDER.flatMap((look) => {
    const count = counts.get(look);
    return count === undefined ? [] : [[look, count] as const];
  });
}

function labelOf(migrations: readonly MigrationReport[]): string {
  const [first, last] = [migrations.at(0), migrations.at(-1)];
  if (first === undefined || last === undefined) return 'none';
  return `${numberOf(first)} to ${numberOf(last)}`;
}

function numberOf({ file }: MigrationReport): string {
  const name = path.posix.basename(file);
  return /^\d+/.exec(name)?.[0] ?? plainLine(name, 60);
}
