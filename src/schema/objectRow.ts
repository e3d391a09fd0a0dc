import type { DriverRow } from '../core/schema/parse/storedObject.ts';

/** An object as a row of sqlite_schema; `table` is the table of an index or a trigger. */
export function objectRow(
  type: 'table' | 'index' | 'view' | 'trigger',
  name: string,
  sql: string,
  table = name,
): DriverRow {
  return { type, name, tbl_name: table, sql };
}
