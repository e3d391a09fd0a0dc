import type { Connection } from '../database/connection.ts';

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

/** All recorded migrations by version, or undefined where nothing was ever recorded. Reads columns by name. */
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
  connection.run('DELETE FROM _migrations WHERE id = ?', [row.id]);
  connection.run(
    'INSERT INTO _migrations (id, filename, script, started_at, finished_at) VALUES (?, ?, ?, ?, ?)',
    [row.id, row.filename, row.script, row.startedAt, row.finishedAt],
  );
}

/** A time as Python's `datetime.isoformat()` writes it, so that rows of both tools sort together. */
export function historyTime(time: Date): string {
  return time.toISOString().replace('Z', '000+00:00');
}

function hasHistory(connection: Connection): boolean {
  return (
    connection.get(
      `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_migrations' COLLATE NOCASE`,
    ) !== undefined
  );
}
