import { foldName } from '../../sql/identifier.ts';
import type { Table } from '../model.ts';
import { readType } from '../parse/columnType.ts';
import { readerOf } from '../parse/reader.ts';

/** Types in canonical form, by the folded names of their columns. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** The types of a table's columns. */
export function typesOf(table: Table): ColumnTypes {
  const types = new Map<string, string>();
  for (const { column } of table.layout.items) {
    if (!column) continue;
    const sql = table.sql.slice(column.typeSpan.start, column.typeSpan.end);
    const { canonical } = readType(readerOf(sql), 0);
    types.set(foldName(column.name), canonical);
  }
  return types;
}
