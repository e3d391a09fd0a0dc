import type { AdapterHooks, MigrationRecord } from './hooks.ts';

type Row = Readonly<Record<string, unknown>>;

/** How one engine is asked; the SQL of the tables is the same in all of them. */
export interface Dialect<Connection> {
  /** Rows of one statement. Parameters are `$1`, `$2` … in all these engines. */
  readonly query: (
    connection: Connection,
    sql: string,
    parameters?: readonly (number | string)[],
  ) => Promise<readonly Row[]>;
  /** A query that yields a row where the table named by `$1` exists. */
  readonly tableQuery: string;
  /** What stands before the names of tables, such as `"app".`. */
  readonly prefix?: string;
}

type TableHooks<Connection> = Pick<
  AdapterHooks<Connection>,
  | 'ensureMetaTable'
  | 'getVersion'
  | 'readVersion'
  | 'setVersion'
  | 'ensureHistory'
  | 'readHistory'
  | 'recordMigration'
  | 'forgetMigrations'
>;

/** The hooks that keep the version in `_meta` and the records in `_migrations`, as in SQLite files. */
export function tableHooks<Connection>(dialect: Dialect<Connection>): TableHooks<Connection> {
  return { ...metaHooks(dialect), ...historyHooks(dialect) };
}

function metaHooks<Connection>({
  query,
  tableQuery,
  prefix = '',
}: Dialect<Connection>): Pick<
  AdapterHooks<Connection>,
  'ensureMetaTable' | 'getVersion' | 'readVersion' | 'setVersion'
> {
  const meta = `${prefix}_meta`;
  const getVersion = async (connection: Connection): Promise<number> => {
    const [row] = await query(connection, `SELECT version FROM ${meta} WHERE id = 1`);
    return Number(row?.['version'] ?? 0);
  };
  return {
    getVersion,
    ensureMetaTable: async (connection) => {
      await query(
        connection,
        `CREATE TABLE IF NOT EXISTS ${meta} (id INTEGER PRIMARY KEY, version INTEGER NOT NULL)`,
      );
      await query(
        connection,
        `INSERT INTO ${meta} (id, version) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM ${meta} WHERE id = 1)`,
      );
    },
    readVersion: async (connection) =>
      (await query(connection, tableQuery, ['_meta'])).length === 0 ? null : getVersion(connection),
    setVersion: async (connection, version) => {
      await query(connection, `UPDATE ${meta} SET version = $1 WHERE id = 1`, [version]);
    },
  };
}

function historyHooks<Connection>({
  query,
  tableQuery,
  prefix = '',
}: Dialect<Connection>): Pick<
  AdapterHooks<Connection>,
  'ensureHistory' | 'readHistory' | 'recordMigration' | 'forgetMigrations'
> {
  const records = `${prefix}_migrations`;
  return {
    ensureHistory: async (connection) => {
      await query(
        connection,
        `CREATE TABLE IF NOT EXISTS ${records} (id INTEGER PRIMARY KEY, filename TEXT NOT NULL, script TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT NOT NULL)`,
      );
    },
    readHistory: async (connection) => {
      if ((await query(connection, tableQuery, ['_migrations'])).length === 0) return null;
      const rows = await query(
        connection,
        `SELECT id, filename, script, started_at, finished_at FROM ${records} ORDER BY id`,
      );
      return rows.map(recordOf);
    },
    recordMigration: async (connection, record) => {
      await query(connection, `DELETE FROM ${records} WHERE id = $1`, [record.id]);
      const { id, filename, script, startedAt, finishedAt } = record;
      await query(
        connection,
        `INSERT INTO ${records} (id, filename, script, started_at, finished_at) VALUES ($1, $2, $3, $4, $5)`,
        [id, filename, script, startedAt, finishedAt],
      );
    },
    forgetMigrations: async (connection, version) => {
      // A database that was never migrated has no records.
      if ((await query(connection, tableQuery, ['_migrations'])).length === 0) return;
      await query(connection, `DELETE FROM ${records} WHERE id > $1`, [version]);
    },
  };
}

function recordOf(row: Row): MigrationRecord {
  return {
    id: Number(row['id']),
    filename: String(row['filename']),
    script: String(row['script']),
    startedAt: String(row['started_at']),
    finishedAt: String(row['finished_at']),
  };
}
