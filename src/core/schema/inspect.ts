import type { Connection } from '../database/connection.ts';
import { foldName } from '../sql/identifier.ts';
import type { Schema, Table, VirtualTable } from './model.ts';
import { checkColumns } from './parse/crossCheck.ts';
import { parseIndex } from './parse/indexes.ts';
import { namesOf } from './parse/names.ts';
import { shadowsOf } from './parse/shadow.ts';
import { readObject, storedObjects } from './parse/storedObject.ts';
import type { DriverRow, StoredObject } from './parse/storedObject.ts';
import { parseTable } from './parse/table.ts';
import { parseTrigger } from './parse/trigger.ts';
import { parseView } from './parse/view.ts';
import { parseVirtualTable } from './parse/virtualTable.ts';

/** What `SCHEMA_QUERIES` give: the rows of each. Without `tables` and `columns` the text alone is believed. */
export interface SchemaRows {
  readonly objects: readonly DriverRow[];
  readonly tables?: readonly DriverRow[];
  readonly columns?: readonly DriverRow[];
}

/**
 * The queries whose rows make a schema. `tables` needs SQLite 3.37, `columns` 3.26; both may be left out.
 * Virtual tables have no root page: asking for their columns would fail where their module is not loaded.
 */
export const SCHEMA_QUERIES = {
  objects: 'SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid',
  tables: `SELECT name, type FROM pragma_table_list WHERE schema = 'main'`,
  columns: `SELECT t.name AS "table", c.name AS name, c.hidden AS hidden, c.pk AS pk
    FROM sqlite_master AS t JOIN pragma_table_xinfo(t.name) AS c
    WHERE t.type = 'table' AND t.rootpage > 0 ORDER BY t.rowid, c.cid`,
} as const;

/**
 * The schema of a database.
 * Throws `unreadable-schema` for a text that cannot be read or that SQLite reads otherwise, and what the driver throws.
 */
export function inspect(connection: Connection): Schema {
  return schemaOf({
    objects: connection.all(SCHEMA_QUERIES.objects),
    tables: connection.all(SCHEMA_QUERIES.tables),
    columns: connection.all(SCHEMA_QUERIES.columns),
  });
}

/** The schema that rows describe. Throws `unreadable-schema`. */
export function schemaOf(rows: SchemaRows): Schema {
  const stored = storedObjects(rows.objects);
  const { virtualTables, hidden } = virtualTablesOf(stored, rows.tables ?? []);
  const objects = stored.filter(({ table }) => !hidden.has(foldName(table)));
  const ofType = (type: StoredObject['type']): readonly StoredObject[] =>
    objects.filter((each) => each.type === type);
  const tables = ofType('table').map((each) => readObject(each, parseTable));
  if (rows.columns) checkColumns(tables, rows.columns);
  const names = namesOf(tables, {
    virtualTables: virtualTables.map(({ sql }) => sql),
    views: ofType('view').map(({ name }) => name),
  });
  const tableNamed = new Map<string, Table>(tables.map((table) => [foldName(table.name), table]));
  return {
    tables,
    virtualTables,
    indexes: ofType('index').map((each) =>
      readObject(each, (sql) => parseIndex(sql, tableNamed.get(foldName(each.table)))),
    ),
    views: ofType('view').map((each) => readObject(each, (sql) => parseView(sql, names))),
    triggers: ofType('trigger').map((each) => readObject(each, (sql) => parseTrigger(sql, names))),
    analyzed: rows.objects.some(({ name }) => name === 'sqlite_stat1'),
  };
}

/** The virtual tables, and the folded names of the tables that their modules keep. */
function virtualTablesOf(
  stored: readonly StoredObject[],
  tableList: readonly DriverRow[],
): { readonly virtualTables: readonly VirtualTable[]; readonly hidden: ReadonlySet<string> } {
  const bare = stored
    .filter(({ type }) => type === 'virtual')
    .map((each) => readObject(each, parseVirtualTable));
  const marked = new Set(
    tableList.filter(({ type }) => type === 'shadow').map(({ name }) => foldName(String(name))),
  );
  const tables = stored.filter(({ type }) => type === 'table').map(({ name }) => name);
  const shadows = shadowsOf(bare, tables, marked);
  return {
    virtualTables: bare.map((table) => ({
      ...table,
      shadows: shadows.get(foldName(table.name)) ?? [],
    })),
    hidden: new Set([...marked, ...[...shadows.values()].flat().map(foldName)]),
  };
}
