import { foldName, sameName } from '../../sql/identifier.ts';
import type { Change, SchemaDiff, TableChange } from '../change.ts';
import type { Column, Schema, Table } from '../model.ts';

/** A column that a table has before and after a plan. */
export interface ColumnPair {
  readonly from: string;
  readonly to: string;
  /** Whether the plan gives it another type, so that its values may have another storage class. */
  readonly retyped: boolean;
}

/** A table that is there before and after a plan, perhaps under another name. */
export interface TablePair {
  readonly from: Table;
  readonly to: Table;
  /** Without generated columns, whose values are not stored by anybody. */
  readonly columns: readonly ColumnPair[];
}

/** The tables that survive the changes of a diff, with the columns that do. */
export function tablePairs(from: Schema, to: Schema, { changes }: SchemaDiff): TablePair[] {
  const renamed = new Map(changes.flatMap((change) => tableRename(change)));
  const targets = new Set([...renamed.values()].map(foldName));
  return from.tables.flatMap((table): TablePair[] => {
    const name = renamed.get(foldName(table.name)) ?? table.name;
    const kept = renamed.has(foldName(table.name)) || !targets.has(foldName(name));
    const after = to.tables.find((other) => sameName(other.name, name));
    if (!kept || after === undefined) return [];
    return [{ from: table, to: after, columns: columnPairs(table, after, changes) }];
  });
}

function tableRename(change: Change): [string, string][] {
  return change.kind === 'rename-table' ? [[foldName(change.from.name), change.to.name]] : [];
}

function columnPairs(from: Table, to: Table, changes: readonly Change[]): ColumnPair[] {
  const within = changes.flatMap((change): readonly TableChange[] =>
    change.kind === 'change-table' && sameName(change.to.name, to.name) ? change.changes : [],
  );
  const renamed = new Map<string, string>();
  const retyped = new Set<string>();
  for (const change of within) {
    if (change.kind === 'rename-column') renamed.set(foldName(change.from.name), change.to.name);
    if (change.kind === 'change-type') retyped.add(foldName(change.to.name));
  }
  const strict = within.some(({ kind }) => kind === 'change-strict');
  const targets = new Set([...renamed.values()].map(foldName));
  return from.columns.filter(isStored).flatMap((column): ColumnPair[] => {
    const name = renamed.get(foldName(column.name)) ?? column.name;
    const kept = renamed.has(foldName(column.name)) || !targets.has(foldName(name));
    const after = to.columns.find((other) => sameName(other.name, name));
    if (!kept || after === undefined || !isStored(after)) return [];
    return [
      { from: column.name, to: after.name, retyped: strict || retyped.has(foldName(after.name)) },
    ];
  });
}

function isStored({ generated }: Column): boolean {
  return generated === null;
}
