import { foldName } from '../../sql/identifier.ts';
import type { Table } from '../model.ts';
import { unreadable } from './reader.ts';
import type { DriverRow } from './storedObject.ts';

/**
 * Compares tables as they were read with the columns that SQLite says they have: names, order, which are generated
 * and how, and the primary key. Throws `unreadable-schema` for the first that differs.
 */
export function checkColumns(tables: readonly Table[], rows: readonly DriverRow[]): void {
  const byTable = Map.groupBy(rows, (row) => foldName(String(row['table'])));
  for (const table of tables) {
    const theirs = (byTable.get(foldName(table.name)) ?? []).map(columnOf);
    const ours = columnsOf(table);
    const differs = theirs.find((column, index) => column !== ours[index]);
    if (differs === undefined && theirs.length === ours.length) continue;
    throw unreadable(
      table.name,
      `SQLite has the columns ${theirs.join(', ')} where its text was read as ${ours.join(', ')}`,
    );
  }
}

function columnOf(row: DriverRow): string {
  return describe(String(row['name']), Number(row['hidden']), Number(row['pk']));
}

function columnsOf({ columns, primaryKey, withoutRowid }: Table): readonly string[] {
  const named = primaryKey?.parts.map(({ column }) => foldName(column ?? '')) ?? [];
  // The index of a key keeps a column that is named twice; a table that is its own index leaves it out.
  const keys = withoutRowid ? [...new Set(named)] : named;
  return columns.map(({ name, generated }) => {
    const hidden = generated ? (generated.storage === 'STORED' ? 3 : 2) : 0;
    return describe(name, hidden, keys.indexOf(foldName(name)) + 1);
  });
}

/** https://sqlite.org/pragma.html#pragma_table_xinfo */
function describe(name: string, hidden: number, key: number): string {
  const generated = hidden === 2 ? ' (virtual)' : hidden === 3 ? ' (stored)' : '';
  return `${name}${generated}${key > 0 ? ` (key ${key})` : ''}`;
}
