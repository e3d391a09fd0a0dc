import { createHash } from 'node:crypto';
import type { Connection } from '../database/connection.ts';
import { reading, statsOf } from '../database/open.ts';
import { versionRecord } from '../database/version.ts';
import type { Project } from '../project/project.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import type { RestorePreview, TablePreview } from './backupFile.ts';
import { requireBackup } from './restore.ts';

/**
 * What restoring a backup or the reference would change: tables whose rows differ, and whether the schema does.
 * Reads only. Throws `not-a-backup`, or what reading the database throws.
 */
export function previewRestore(project: Project, file: string): RestorePreview {
  requireBackup(file);
  const then = contentOf(file, project);
  const now =
    statsOf(project.database) === undefined ? EMPTY : contentOf(project.database, project);
  const names = [...new Set([...now.tables.keys(), ...then.tables.keys()])].toSorted();
  return {
    file,
    versionNow: now.version,
    versionThen: then.version,
    tables: names
      .map((table) => compare(table, now.tables.get(table), then.tables.get(table)))
      .filter(({ rowsNow, rowsThen, onlyNow, onlyThen }) => {
        return rowsNow === null || rowsThen === null || onlyNow > 0 || onlyThen > 0;
      }),
    schemaDiffers: now.schema !== then.schema,
  };
}

/** Rows of a table by their content, each with how often it is there. */
type Rows = ReadonlyMap<string, number>;

interface Content {
  readonly version: number | null;
  readonly schema: string;
  readonly tables: ReadonlyMap<string, Rows>;
}

const EMPTY: Content = { version: null, schema: '', tables: new Map() };

function contentOf(file: string, { convention }: Project): Content {
  return reading(file, (connection) => {
    const record = versionRecord(connection, convention);
    const objects = connection.all(
      `SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name`,
    );
    const tables = objects.filter(
      ({ type, sql }) => type === 'table' && !/^create\s+virtual/i.test(String(sql)),
    );
    return {
      version: record.kind === 'version' ? record.version : null,
      schema: JSON.stringify(objects),
      tables: new Map(
        tables.map(({ name }) => [String(name), rowsOf(connection, String(name))] as const),
      ),
    };
  });
}

/** A hash for each row, so that a big table takes little memory. Values are told apart by their type too. */
function rowsOf(connection: Connection, table: string): Rows {
  const rows = new Map<string, number>();
  const columns = connection
    .all('SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1', [table])
    .map(({ name }) => `quote(${quoteIdentifier(String(name))})`);
  if (columns.length === 0) return rows;
  const list = columns.join(` || ',' || `);
  for (const { line } of connection.all(`SELECT ${list} AS line FROM ${quoteIdentifier(table)}`)) {
    const key = createHash('sha256').update(String(line)).digest('base64');
    rows.set(key, (rows.get(key) ?? 0) + 1);
  }
  return rows;
}

function compare(table: string, now: Rows | undefined, then: Rows | undefined): TablePreview {
  return {
    table,
    rowsNow: now === undefined ? null : count(now),
    rowsThen: then === undefined ? null : count(then),
    onlyNow: onlyIn(now, then),
    onlyThen: onlyIn(then, now),
  };
}

function count(rows: Rows): number {
  return [...rows.values()].reduce((sum, each) => sum + each, 0);
}

function onlyIn(rows: Rows | undefined, other: Rows | undefined): number {
  let sum = 0;
  for (const [key, times] of rows ?? []) sum += Math.max(0, times - (other?.get(key) ?? 0));
  return sum;
}
