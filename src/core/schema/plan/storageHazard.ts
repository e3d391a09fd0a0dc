import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import type { Hazard } from '../step.ts';
import { rowsAfter } from './rowsAfter.ts';
import { oldColumn } from './scope.ts';
import type { TableScope } from './scope.ts';
import { isChanged, isKept, strictTypes } from './valueAfter.ts';

/** Values that columns of another type store in another way, or do not take at all. */
export function storageHazards(table: TableScope): Hazard[] {
  return [...affinityHazards(table), ...(table.after.strict ? strictHazards(table) : [])];
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
        message: `Values of ${after.name}.${column.name} are stored in another form, since its type becomes ${column.type || 'none'}.`,
        objects: [`${after.name}.${column.name}`],
        query: `SELECT * FROM ${quoteIdentifier(before.name)} WHERE ${isChanged(value, column.affinity)}`,
      },
    ];
  });
}

function strictHazards(table: TableScope): Hazard[] {
  const { live, after } = table;
  return after.columns.flatMap((column): Hazard[] => {
    const types = strictTypes(column);
    const old = oldColumn(table, column.name);
    const isChecked = live.strict && old && foldName(old.type) === foldName(column.type);
    if (!types || !old || isChecked) return [];
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
  });
}
