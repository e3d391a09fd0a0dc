import { ofKind } from '../core/schema/change.ts';
import type { SchemaDiff, TableChange } from '../core/schema/change.ts';
import { named } from '../core/schema/diff/names.ts';
import type { Index, Schema, Table } from '../core/schema/model.ts';
import type { Plan } from '../core/schema/step.ts';
import { foldName, sameName } from '../core/sql/identifier.ts';
import type { DbColumn, DbKey, DbTable } from './declarative.ts';
import { columnOf, constraintKey, keyOf, tableOf } from './tableOf.ts';

/** A column that both schemas have, with what differs. */
export interface ColumnModification {
  readonly oldColumn: DbColumn;
  readonly newColumn: DbColumn;
}

/** All that differs in one table, as far as plain data can say it. */
export interface TableAlterations {
  readonly tableName: string;
  readonly columnsToAdd: readonly DbColumn[];
  readonly columnsToDrop: readonly string[];
  readonly columnsToModify: readonly ColumnModification[];
  readonly columnsToRename: readonly { readonly from: string; readonly to: string }[];
  readonly keysToAdd: readonly DbKey[];
  readonly keysToDrop: readonly DbKey[];
  /** Whether SQLite cannot make the changes in place, so that the table is made anew and its rows are copied. */
  readonly requiresRecreate: boolean;
}

/** Differences in the form of declarative-sqlite. */
export interface DiffSummary {
  readonly tablesToCreate: readonly DbTable[];
  readonly tablesToDrop: readonly string[];
  readonly tablesToRename: readonly { readonly from: string; readonly to: string }[];
  readonly tablesToAlter: readonly TableAlterations[];
  readonly hasChanges: boolean;
}

/** Says in plain data what a plan changes. */
export function summaryOf(changes: SchemaDiff['changes'], plan: Plan, to: Schema): DiffSummary {
  const created = ofKind(changes, 'create-table').map(({ table }) => tableOf(table, to.indexes));
  const isNew = ({ table }: Index): boolean => named(created, table) !== undefined;
  const replaced = ofKind(changes, 'change-index');
  const added = [
    ...ofKind(changes, 'create-index').map(({ index }) => index),
    ...replaced.map(({ to: index }) => index),
  ];
  const dropped = [
    ...ofKind(changes, 'drop-index').map(({ index }) => index),
    ...replaced.map(({ from }) => from),
  ];
  const altered = new Map<string, Alterations>();
  for (const change of ofKind(changes, 'change-table'))
    altered.set(foldName(change.to.name), change);
  for (const { table } of [...added.filter((index) => !isNew(index)), ...dropped])
    if (!altered.has(foldName(table))) altered.set(foldName(table), untouched(to, table));
  return {
    tablesToCreate: created,
    tablesToDrop: ofKind(changes, 'drop-table').map(({ table }) => table.name),
    tablesToRename: ofKind(changes, 'rename-table').map(namePair),
    tablesToAlter: [...altered.values()].map((change) =>
      alterationsOf(change, plan, { added, dropped }),
    ),
    hasChanges: changes.length > 0,
  };
}

interface Alterations {
  readonly from: Pick<Table, 'columns'>;
  readonly to: Pick<Table, 'name' | 'columns'>;
  readonly changes: readonly TableChange[];
}

/** A table of which only indexes differ. */
function untouched({ tables }: Schema, name: string): Alterations {
  const to = named(tables, name) ?? { name, columns: [] };
  return { from: to, to, changes: [] };
}

function alterationsOf(
  { from, to, changes }: Alterations,
  plan: Plan,
  indexes: { readonly added: readonly Index[]; readonly dropped: readonly Index[] },
): TableAlterations {
  const here = (index: Index): boolean => sameName(index.table, to.name);
  const keys = (list: readonly Index[]): DbKey[] =>
    list
      .filter(here)
      .map(keyOf)
      .filter((key) => key !== null);
  const modified = new Map(
    ofKind(changes, ...MODIFICATIONS).map((change) => [
      foldName(change.to.name),
      {
        oldColumn: columnOf(change.from, from.columns),
        newColumn: columnOf(change.to, to.columns),
      },
    ]),
  );
  return {
    tableName: to.name,
    columnsToAdd: ofKind(changes, 'add-column').map(({ column }) => columnOf(column, to.columns)),
    columnsToDrop: ofKind(changes, 'drop-column').map(({ column }) => column.name),
    columnsToModify: [...modified.values()],
    columnsToRename: ofKind(changes, 'rename-column').map(namePair),
    keysToAdd: [...constraintKeys(changes, 'to'), ...keys(indexes.added)],
    keysToDrop: [...constraintKeys(changes, 'from'), ...keys(indexes.dropped)],
    requiresRecreate: plan.steps.some(
      ({ kind, object }) => kind === 'rebuild-table' && sameName(object, to.name),
    ),
  };
}

/** What makes another column of one that stays. */
const MODIFICATIONS = [
  'change-type',
  'change-not-null',
  'change-default',
  'change-collation',
  'change-generated',
] as const;

/** The keys that a table loses, or those that it gains. */
function constraintKeys(changes: readonly TableChange[], side: 'from' | 'to'): DbKey[] {
  const unique = side === 'to' ? 'add-unique' : 'drop-unique';
  return ofKind(changes, 'change-primary-key', unique).flatMap((change) => {
    if (change.kind !== 'change-primary-key') return [constraintKey('UNIQUE', change.constraint)];
    const key = change[side];
    return key === null ? [] : [constraintKey('PRIMARY', { ...key, name: null })];
  });
}

function namePair({ from, to }: { readonly from: Named; readonly to: Named }): {
  readonly from: string;
  readonly to: string;
} {
  return { from: from.name, to: to.name };
}

type Named = Pick<Table, 'name'>;
