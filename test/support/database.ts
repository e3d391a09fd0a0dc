import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

type Row = Record<string, unknown>;

/** Runs SQL in a file as stock SQLite would: foreign keys off, double-quoted strings accepted. Makes the file. */
export function execute(path: string, sql: string): void {
  const database = open(path, false);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

/** All rows of a query, as plain objects. */
export function rows(path: string, sql: string): Row[] {
  const database = open(path, true);
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}

/** The first column of all rows of a query. */
export function column(path: string, sql: string): unknown[] {
  return rows(path, sql).map((row) => Object.values(row)[0]);
}

export interface DumpOptions {
  /** Leaves the engine's own tables out. */
  readonly withoutRecords?: boolean;
}

/** Everything that a database holds: the schema's texts, and each row with its rowid and storage classes. */
export function dump(path: string, options: DumpOptions = {}): Readonly<Record<string, unknown>> {
  const database = open(path, true);
  try {
    return dumpOf(database, options);
  } finally {
    database.close();
  }
}

/** Not read-only for reading: a read-only connection leaves the files of a write-ahead log behind. */
function open(path: string, mustExist: boolean): DatabaseSync {
  if (mustExist && !existsSync(path)) throw new Error(`${path} does not exist`);
  return new DatabaseSync(path, {
    enableForeignKeyConstraints: false,
    enableDoubleQuotedStringLiterals: true,
  });
}

function dumpOf(
  database: DatabaseSync,
  { withoutRecords = false }: DumpOptions,
): Readonly<Record<string, unknown>> {
  const own = `lower(tbl_name) IN ('_meta', '_migrations')`;
  const schema = database
    .prepare(
      `SELECT type, name, tbl_name, sql FROM sqlite_schema ${withoutRecords ? `WHERE NOT ${own}` : ''} ORDER BY type, name`,
    )
    .all();
  const content: Record<string, unknown> = { schema: schema.map((row) => ({ ...row })) };
  for (const { type, name, sql } of schema) {
    if (type !== 'table' || /^create virtual/i.test(String(sql))) continue;
    content[`rows of ${String(name)}`] = tableRows(database, String(name), String(sql));
  }
  const pragmas = ['user_version', 'application_id', 'journal_mode'];
  for (const pragma of pragmas)
    content[pragma] = Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
  return content;
}

function tableRows(database: DatabaseSync, name: string, sql: string): string[] {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const columns = database
    .prepare('SELECT name FROM pragma_table_xinfo(?)')
    .all(name)
    .map((row) => `quote("${String(row['name']).replaceAll('"', '""')}")`);
  const rowid = /without\s+rowid/i.test(sql) ? [] : ['rowid'];
  return database
    .prepare(
      `SELECT ${[...rowid, ...columns].join(` || '|' || `)} AS line FROM ${quoted} ORDER BY 1`,
    )
    .all()
    .map((row) => String(row['line']));
}
