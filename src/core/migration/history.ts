import type { Connection, Row } from '../database/connection.ts';
import { badRecord, createHistory, historyProblem } from '../database/version.ts';

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
    'SELECT id, filename, script, started_at AS startedAt, finished_at AS finishedAt FROM _migrations ORDER BY id',
  );
  const history = new Map<number, HistoryRow>();
  for (const row of rows) {
    const typed = isHistoryRow(row) ? row : typedRow(row);
    history.set(typed.id, typed);
  }
  return history;
}

/** As `readHistory`, where no history is kept: a table of that name may then be anybody's, and nothing is recorded in it. */
export function readOwnHistory(connection: Connection): ReturnType<typeof readHistory> {
  return historyProblem(connection) === null ? readHistory(connection) : undefined;
}

/** Whether a row can be taken as it is: with 10,000 of them, making each anew is felt. */
function isHistoryRow(row: Row): row is Row & HistoryRow {
  return (
    typeof row['id'] === 'number' &&
    typeof row['filename'] === 'string' &&
    typeof row['script'] === 'string' &&
    typeof row['startedAt'] === 'string' &&
    typeof row['finishedAt'] === 'string'
  );
}

/** SQLite has no column types to rely on. */
function typedRow(row: Row): HistoryRow {
  return {
    id: Number(row['id']),
    filename: String(row['filename']),
    script: String(row['script']),
    startedAt: String(row['startedAt']),
    finishedAt: String(row['finishedAt']),
  };
}

/** The highest number that is recorded, for as long as only the connection itself can have written. */
const highest = new WeakMap<Connection, number>();

/**
 * Records one applied migration inside the caller's transaction; makes the table if there is none. `known`: only
 * this function can have changed the table since the connection recorded the last one.
 */
export function recordMigration(connection: Connection, row: HistoryRow, known = false): void {
  if (!known && !hasHistory(connection)) createHistory(connection);
  const before = (known ? highest.get(connection) : undefined) ?? highestIn(connection);
  const id = BigInt(row.id);
  // A row of the same number is left from before the version was set back by hand.
  if (row.id <= before) connection.run('DELETE FROM _migrations WHERE id = ?', [id]);
  connection.run(
    'INSERT INTO _migrations (id, filename, script, started_at, finished_at) VALUES (?, ?, ?, ?, ?)',
    [id, row.filename, row.script, row.startedAt, row.finishedAt],
  );
  highest.set(connection, Math.max(before, row.id));
}

/** Anything may stand in a table that somebody else made; then no number is above it. */
function highestIn(connection: Connection): number {
  const found = connection.get('SELECT max(id) AS id FROM _migrations')?.['id'] ?? -Infinity;
  return typeof found === 'number' || typeof found === 'bigint' ? Number(found) : Infinity;
}

/** The newest row of each declarative script, by name. Its number is the lowest, since these count down. */
export function latestDeclarative(
  history: ReadonlyMap<number, HistoryRow> | undefined,
): ReadonlyMap<string, HistoryRow> {
  const latest = new Map<string, HistoryRow>();
  for (const row of [...(history?.values() ?? [])].toSorted((a, b) => b.id - a.id))
    if (row.id < 0) latest.set(row.filename, row);
  return latest;
}

/** Records one application of a declarative script under the next negative number, and returns that. Inside a transaction. */
export function recordDeclarative(connection: Connection, row: Omit<HistoryRow, 'id'>): number {
  if (!hasHistory(connection)) createHistory(connection);
  const lowest = connection.get('SELECT min(id) AS id FROM _migrations')?.['id'];
  const id = Math.min(0, Number(lowest ?? 0)) - 1;
  recordMigration(connection, { id, ...row });
  return id;
}

/** A time as Python's `datetime.isoformat()` writes it, so that rows of both tools sort together. */
export function historyTime(time: Date): string {
  return `${time.toISOString().slice(0, -1)}000+00:00`;
}

function hasHistory(connection: Connection): boolean {
  const problem = historyProblem(connection);
  if (problem === 'none') return false;
  if (problem === null) return true;
  throw badRecord(connection.path, {
    kind: 'bad',
    problem,
    remedy: 'Give that table another name, or switch "history" off to leave it alone',
  });
}
