import type { Change, SchemaDiff, TableChange } from '../core/schema/change.ts';
import type { Column, Index, Schema, Table } from '../core/schema/model.ts';
import type { Plan } from '../core/schema/step.ts';
import { foldName, sameName } from '../core/sql/identifier.ts';
import type { DbColumn, DbKey, DbTable } from './declarative.ts';
import { columnOf, keyOf, tableOf } from './tableOf.ts';

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
  const of = <K extends Change['kind']>(kind: K): Extract<Change, { kind: K }>[] =>
    changes.filter((change): change is Extract<Change, { kind: K }> => change.kind === kind);
  const created = of('create-table').map(({ table }) => tableOf(table, to.indexes));
  const isNew = ({ table }: Index): boolean => created.some(({ name }) => sameName(name, table));
  const added = [
    ...of('create-index').map(({ index }) => index),
    ...of('change-index').map(({ to: index }) => index),
  ];
  const dropped = [
    ...of('drop-index').map(({ index }) => index),
    ...of('change-index').map(({ from }) => from),
  ];
  const altered = new Map<string, Alterations>();
  for (const change of of('change-table')) altered.set(foldName(change.to.name), change);
  for (const { table } of [...added.filter((index) => !isNew(index)), ...dropped])
    if (!altered.has(foldName(table))) altered.set(foldName(table), untouched(to, table));
  return {
    tablesToCreate: created,
    tablesToDrop: of('drop-table').map(({ table }) => table.name),
    tablesToRename: of('rename-table').map(({ from, to: renamed }) => ({
      from: from.name,
      to: renamed.name,
    })),
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
  const to = tables.find((table) => sameName(table.name, name)) ?? { name, columns: [] };
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
    changes.filter(isModification).map((change) => [
      foldName(change.to.name),
      {
        oldColumn: columnOf(change.from, from.columns),
        newColumn: columnOf(change.to, to.columns),
      },
    ]),
  );
  return {
    tableName: to.name,
    columnsToAdd: changes.flatMap((each) =>
      each.kind === 'add-column' ? [columnOf(each.column, to.columns)] : [],
    ),
    columnsToDrop: changes.flatMap((each) =>
      each.kind === 'drop-column' ? [each.column.name] : [],
    ),
    columnsToModify: [...modified.values()],
    columnsToRename: changes.flatMap((each) =>
      each.kind === 'rename-column' ? [{ from: each.from.name, to: each.to.name }] : [],
    ),
    keysToAdd: [...constraintKeys(changes, 'add'), ...keys(indexes.added)],
    keysToDrop: [...constraintKeys(changes, 'drop'), ...keys(indexes.dropped)],
    requiresRecreate: plan.steps.some(
      ({ kind, object }) => kind === 'rebuild-table' && sameName(object, to.name),
    ),
  };
}

type Modification = Extract<TableChange, { readonly from: Column; readonly to: Column }>;

function isModification(change: TableChange): change is Modification {
  switch (change.kind) {
    case 'change-type':
    case 'change-not-null':
    case 'change-default':
    case 'change-collation':
    case 'change-generated':
      return true;
    default:
      return false;
  }
}

function constraintKeys(changes: readonly TableChange[], side: 'add' | 'drop'): DbKey[] {
  return changes.flatMap((change): DbKey[] => {
    if (change.kind === 'change-primary-key') {
      const key = side === 'add' ? change.to : change.from;
      return key === null ? [] : [{ columns: namesOf(key.parts), type: 'PRIMARY' }];
    }
    if (change.kind !== 'add-unique' && change.kind !== 'drop-unique') return [];
    if (change.kind !== `${side}-unique`) return [];
    const { parts, name } = change.constraint;
    return [{ columns: namesOf(parts), type: 'UNIQUE', ...(name === null ? {} : { name }) }];
  });
}

function namesOf(parts: readonly { readonly column: string | null }[]): string[] {
  return parts.map(({ column }) => column).filter((column) => column !== null);
}
