import { foldName, sameName } from '../../sql/identifier.ts';
import { nameBefore, ofKind } from '../change.ts';
import { named } from '../diff/names.ts';
import type { ForeignKey, Table, Trigger, View } from '../model.ts';
import type { PlanRefusal } from '../step.ts';
import { tablesIn, usesColumn } from './mention.ts';
import { isMismatch } from './parentKey.ts';
import type { Scope, TableScope } from './scope.ts';

/** The SQLite that renames columns, and that keeps views and triggers up with it. */
export const RENAMES_SINCE = '3.25';

/** Views, triggers and foreign keys that stay although what they use goes. Nobody has said what becomes of them. */
export function dependentRefusals(scope: Scope): readonly PlanRefusal[] {
  const gone = [
    ...scope.tables.flatMap((table) => columnRefusals(scope, table)),
    ...tableRefusals(scope),
  ];
  return [
    ...gone,
    ...keyRefusals(scope).filter(({ object }) => !gone.some((each) => each.object === object)),
  ];
}

function columnRefusals(scope: Scope, table: TableScope): PlanRefusal[] {
  const { after, changes } = table;
  return ofKind(changes, 'drop-column').flatMap(({ column: { name: column } }) => {
    const gone = `${after.name}.${column}`;
    const users = staying(scope)
      .filter((object) => usesColumn(object, { table: after.name, column }, scope.live))
      .map((object) => refusal(object, gone));
    const children = scope.to.tables
      .filter(({ foreignKeys }) =>
        foreignKeys.some(
          ({ parent, parentColumns }) =>
            sameName(parent, after.name) && parentColumns.some((name) => sameName(name, column)),
        ),
      )
      .map((child) => refusal(child, gone));
    return [...users, ...children];
  });
}

function tableRefusals(scope: Scope): PlanRefusal[] {
  const gone = ofKind(scope.diff.changes, 'drop-table', 'drop-virtual-table', 'drop-view');
  return gone.map(nameBefore).flatMap((name) => {
    const { tables, virtualTables, views } = scope.to;
    if (named([...tables, ...virtualTables, ...views], name)) return [];
    return staying(scope)
      .filter((object) => tablesIn(object).has(foldName(name)))
      .map((object) => refusal(object, name));
  });
}

/** Foreign keys that SQLite cannot check and that are new, or could be checked before: it accepts them, and no run does. */
function keyRefusals({ live, to }: Scope): PlanRefusal[] {
  const columnsOf = ({ columns }: ForeignKey): string => foldName(String(columns));
  return to.tables.flatMap((table) => {
    const before = named(live.tables, table.name)?.foreignKeys.map(columnsOf) ?? [];
    const wasMismatch = (key: ForeignKey): boolean =>
      before.includes(columnsOf(key)) && isMismatch(live, key);
    return table.foreignKeys
      .filter((key) => isMismatch(to, key) && !wasMismatch(key))
      .map(({ parent }) => refusal(table, parent, 'has no such unique key'));
  });
}

/** The views and triggers that are the same in both schemas. */
function staying({ live, to }: Scope): readonly (View | Trigger)[] {
  const wanted = new Set([...to.views, ...to.triggers].map(({ canonical }) => canonical));
  return [...live.views, ...live.triggers].filter(({ canonical }) => wanted.has(canonical));
}

function refusal(
  object: View | Trigger | Table,
  used: string,
  lack = 'the desired schema does not have',
): PlanRefusal {
  const uses =
    'layout' in object
      ? 'a foreign key of this table refers to'
      : `this ${'event' in object ? 'trigger' : 'view'} uses`;
  return { object: object.name, reason: `${uses} ${used}, which ${lack}` };
}
