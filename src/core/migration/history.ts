import type { Connection } from '../database/connection.ts';
import { MigrateError } from '../errors.ts';

// TupleSaver compares this text with its own, white space included.
const CREATE_MIGRATIONS = `CREATE TABLE _migrations (
id [INTEGER] PRIMARY KEY NOT NULL, filename [TEXT] NOT NULL, script [TEXT] NOT NULL, started_at [TEXT] NOT NULL, finished_at [TEXT] NOT NULL
)`;

/** One row of `_migrations`. Times are ISO 8601 UTC with microseconds, as Python writes them. */
export interface HistoryRow {
  readonly id: number;
  readonly filename: string;
  readonly script: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/**
 * All recorded migrations by version, or undefined where nothing was ever recorded. Reads columns by name.
 * Throws `bad-version-record` where the table is somebody else's.
 */
export function readHistory(connection: Connection): ReadonlyMap<number, HistoryRow> | undefined {
  if (!hasHistory(connection)) return undefined;
  const rows = connection.all(
    'SELECT id, filename, script, started_at, finished_at FROM _migrations ORDER BY id',
  );
  return new Map(
    rows.map((row) => [
      Number(row['id']),
      {
        id: Number(row['id']),
        filename: String(row['filename']),
        script: String(row['script']),
        startedAt: String(row['started_at']),
        finishedAt: String(row['finished_at']),
      },
    ]),
  );
}

/** Records one applied migration inside the caller's transaction; makes the table if there is none. */
export function recordMigration(connection: Connection, row: HistoryRow): void {
  if (!hasHistory(connection)) connection.exec(CREATE_MIGRATIONS);
  // A row of the same number is left from before the version was set back by hand.
  const id = BigInt(row.id);
  connection.run('DELETE FROM _migrations WHERE id = ?', [id]);
  connection.run(
    'INSERT INTO _migrations (id, filename, script, started_at, finished_at) VALUES (?, ?, ?, ?, ?)',
    [id, row.filename, row.script, row.startedAt, row.finishedAt],
  );
}

/** A time as Python's `datetime.isoformat()` writes it, so that rows of both tools sort together. */
export function historyTime(time: Date): string {
  return time.toISOString().replace('Z', '000+00:00');
}

const COLUMNS = ['id', 'filename', 'script', 'started_at', 'finished_at'];

function hasHistory(connection: Connection): boolean {
  const table = connection.get(
    `SELECT type FROM sqlite_schema WHERE type IN ('table', 'view') AND name = '_migrations' COLLATE NOCASE`,
  );
  if (table === undefined) return false;
  if (table['type'] === 'view') throw foreign(connection, 'it is a view');
  const columns = connection
    .all(`SELECT name FROM pragma_table_info('_migrations')`)
    .map((row) => String(row['name']).toLowerCase());
  const lacking = COLUMNS.filter((name) => !columns.includes(name));
  if (lacking.length > 0) throw foreign(connection, `it lacks ${lacking.join(', ')}`);
  return true;
}

function foreign({ path: database }: Connection, why: string): MigrateError {
  const reason = `the table _migrations is another program's, as ${why}; switch "history" off to leave it alone`;
  return new MigrateError({ code: 'bad-version-record', database, reason });
}
