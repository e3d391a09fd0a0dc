import { foldName, quoteIdentifier } from '../../sql/identifier.ts';
import type { Column } from '../model.ts';
import { hazard } from '../step.ts';
import type { Hazard } from '../step.ts';
import { isComputed, rowsAfter, rowsOf } from './rowsAfter.ts';
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
    const object = `${after.name}.${column.name}`;
    const message = `Values of ${object} are not the same any more when its type becomes ${column.type || 'none'}.`;
    const condition = isAltered(quoteIdentifier(old.name), column.affinity);
    return [hazard('change-type', object, message, `${rowsOf(before.name)} WHERE ${condition}`)];
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
  const object = `${after.name}.${column.name}`;
  const message = `${object} takes only ${column.type} in a STRICT table.`;
  const query = `SELECT * FROM ${rows} WHERE typeof(${quoteIdentifier(column.name)}) NOT IN (${allowed})`;
  return [hazard('add-strict', object, message, query)];
}
