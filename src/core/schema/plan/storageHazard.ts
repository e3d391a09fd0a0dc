import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import type { Column } from '../model.ts';
import type { Hazard } from '../step.ts';
import { isComputed, rowsAfter } from './rowsAfter.ts';
import { oldColumn } from './scope.ts';
import type { TableScope } from './scope.ts';
import { isAltered, isKept, strictTypes } from './valueAfter.ts';

/** Values that columns of another type alter, or do not take at all. */
export function storageHazards(table: TableScope): Hazard[] {
  const kept = table.after.columns.filter(({ name }) => oldColumn(table, name));
  return [...affinityHazards(table), ...kept.flatMap((column) => strictHazards(table, column))];
}

function affinityHazards(table: TableScope): Hazard[] {
  const { before, after } = table;
  return after.columns.flatMap((column): Hazard[] => {
    const old = oldColumn(table, column.name);
    if (!old || old.generated || column.generated || isKept(old.affinity, column.affinity))
      return [];
    const value = quoteIdentifier(old.name);
    return [
      {
        kind: 'change-type',
        destructive: false,
        message: `Values of ${after.name}.${column.name} are not the same any more when its type becomes ${column.type || 'none'}.`,
        objects: [`${after.name}.${column.name}`],
        query: `SELECT * FROM ${quoteIdentifier(before.name)} WHERE ${isAltered(value, column.affinity)}`,
      },
    ];
  });
}

/** Values that a STRICT table would not take in a column, if it has any that were not there before or not like that. */
export function strictHazards(table: TableScope, column: Column): Hazard[] {
  const { live, after } = table;
  const types = after.strict ? strictTypes(column) : null;
  const old = oldColumn(table, column.name);
  const isChecked =
    old &&
    live.strict &&
    foldName(old.type) === foldName(column.type) &&
    !isComputed(table, column);
  const isEmpty = !old && !column.generated && !column.default;
  if (!types || isChecked || isEmpty) return [];
  const rows = rowsAfter(table, new Set([foldName(column.name)]));
  const allowed = types.map((type) => `'${type}'`).join(', ');
  return [
    {
      kind: 'add-strict',
      destructive: false,
      message: `${after.name}.${column.name} takes only ${column.type} in a STRICT table.`,
      objects: [`${after.name}.${column.name}`],
      query: `SELECT * FROM ${rows} WHERE typeof(${quoteIdentifier(column.name)}) NOT IN (${allowed})`,
    },
  ];
}
