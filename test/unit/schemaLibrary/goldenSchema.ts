import { readFileSync } from 'node:fs';
import { SchemaBuilder } from '../../../src/schema/index.ts';
import type { DeclarativeSchema, TableBuilder } from '../../../src/schema/index.ts';

interface JsonColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'real' | 'date' | 'guid';
  readonly notNull?: string | number;
  readonly lww?: boolean;
  readonly renamedFrom?: string;
}

interface JsonTable {
  readonly name: string;
  readonly columns: readonly JsonColumn[];
  readonly keys: readonly {
    readonly columns: readonly string[];
    readonly type: 'primary' | 'unique' | 'index';
    readonly name?: string;
  }[];
}

/** The schema of a golden case, through our builder. `edit` changes the description of a column first. */
export function goldenSchema(
  file: string,
  edit: (column: JsonColumn) => JsonColumn = (column) => column,
): DeclarativeSchema {
  const { tables } = JSON.parse(readFileSync(file, 'utf8')) as { tables: JsonTable[] };
  const builder = new SchemaBuilder({ systemColumns: true });
  for (const table of tables) builder.table(table.name, (t) => describeTable(t, table, edit));
  return builder.build();
}

function describeTable(
  t: TableBuilder,
  { columns, keys }: JsonTable,
  edit: (column: JsonColumn) => JsonColumn,
): void {
  for (const each of columns) {
    const { name, type, notNull, lww, renamedFrom } = edit(each);
    const column = t[type](name);
    // The type of the value is the file's business.
    if (notNull !== undefined)
      (column.notNull as (value: unknown) => unknown).call(column, notNull);
    if (lww === true) column.lww();
    if (renamedFrom !== undefined) column.renamedFrom(renamedFrom);
  }
  for (const { columns: names, type, name } of keys) {
    const key = t.key(...names)[type]();
    if (name !== undefined) key.name(name);
  }
}
