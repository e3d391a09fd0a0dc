import { foldName } from '../core/sql/identifier.ts';
import type { DbColumn, DbTable } from './declarative.ts';

// declarative-sqlite keeps these columns in each table, and these tables. They have to be exactly as it writes them, or
// it takes them for changed and makes them anew.

const NO_ID = '00000000-0000-0000-0000-000000000000';
const NO_TIME = `${'0'.repeat(15)}:${'0'.repeat(9)}:${'0'.repeat(36)}`;

/** The columns that stand first in each table. */
export const SYSTEM_COLUMNS: readonly DbColumn[] = [
  column('system_id', 'GUID', NO_ID),
  column('system_created_at', 'TEXT', NO_TIME),
  column('system_version', 'TEXT', NO_TIME),
  column('system_is_local_origin', 'INTEGER', 1),
];

/** The tables behind those of the application. */
export const SYSTEM_TABLES: readonly DbTable[] = [
  table(
    '__settings',
    [column('key', 'TEXT', '_'), { name: 'value', type: 'TEXT', notNull: false }],
    ['key'],
  ),
  table(
    '__files',
    [
      column('id', 'TEXT', ''),
      column('fileset', 'TEXT', ''),
      column('filename', 'TEXT', 'default'),
      column('mime_type', 'TEXT', 'application/octet-stream'),
      column('size', 'INTEGER', 0),
      column('created_at', 'TEXT', ''),
      column('modified_at', 'TEXT', ''),
      column('version', 'INTEGER', 1),
      column('storage_path', 'TEXT', ''),
    ],
    ['id'],
    ['fileset', 'filename'],
  ),
  table(
    '__dirty_rows',
    [
      column('table_name', 'TEXT', ''),
      column('row_id', 'GUID', NO_ID),
      column('hlc', 'TEXT', ''),
      column('is_full_row', 'INTEGER', 1),
    ],
    ['table_name', 'row_id'],
  ),
];

const SYSTEM_COLUMN_NAMES: ReadonlySet<string> = new Set(SYSTEM_COLUMNS.map(({ name }) => name));

/** Whether a table is one of a library rather than of the application. */
export function isSystemTable(name: string): boolean {
  return name.startsWith('__');
}

/** Whether a column is one that declarative-sqlite adds to each table. */
export function isSystemColumn(name: string): boolean {
  return SYSTEM_COLUMN_NAMES.has(foldName(name));
}

function column(
  name: string,
  type: 'GUID' | 'TEXT' | 'INTEGER',
  defaultValue: string | number,
): DbColumn {
  return { name, type, notNull: true, defaultValue };
}

function table(
  name: string,
  columns: readonly DbColumn[],
  primary: readonly string[],
  index?: readonly string[],
): DbTable {
  const keys = [{ columns: primary, type: 'PRIMARY' } as const];
  const indexes = index === undefined ? [] : [{ columns: index, type: 'INDEX' } as const];
  return { name, columns, keys: [...keys, ...indexes], foreignKeys: [], isSystem: true };
}
