import { randomBytes } from 'node:crypto';
import { lstatSync, readlinkSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { MigrateError } from '../errors.ts';
import { SqliteFailure } from './connection.ts';
import type { Connection, Row } from './connection.ts';
import { syncFolder } from './copy.ts';
import { databaseFailure, fileFailure } from './failure.ts';
import { makeFolder } from './makeFolder.ts';
import { BUSY_TIMEOUT, openOrCreate, reading, using, statsOf } from './open.ts';
import { setLogsAside } from './orphanedLog.ts';
import { publish } from './publish.ts';

// Written exactly as the Python tool writes it, white space included.
const CREATE_META = `CREATE TABLE _meta (
                            id INTEGER PRIMARY KEY CHECK (id = 1),
                            version INTEGER NOT NULL DEFAULT 0
                        )`;

const CREATE_MIGRATIONS = `CREATE TABLE _migrations (
id [INTEGER] PRIMARY KEY NOT NULL, filename [TEXT] NOT NULL, script [TEXT] NOT NULL, started_at [TEXT] NOT NULL, finished_at [TEXT] NOT NULL
)`;

/** What a database says about its version. */
export type VersionRecord =
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'none' }
  | BadRecord;

/** A record that cannot be used. `problem` is a clause, `remedy` a sentence where setting the version by hand is none. */
export interface BadRecord {
  readonly kind: 'bad';
  readonly problem: string;
  readonly remedy?: string;
}

/** What ends with a table that somebody else made. */
const RENAME = 'Give that table another name and try again';

/** Where a database keeps its version: `_meta`, or for TupleSaver the highest number in `_migrations`. */
export type RecordKind = 'fastmigrate' | 'tuplesaver';

/** Reads the version record of an open database. Throws only on SQLite errors. */
export function versionRecord(
  connection: Connection,
  kind: RecordKind = 'fastmigrate',
): VersionRecord {
  return kind === 'tuplesaver' ? highestRecorded(connection) : metaRecord(connection);
}

function highestRecorded(connection: Connection): VersionRecord {
  const problem = historyProblem(connection);
  if (problem === 'none') return { kind: 'none' };
  if (problem !== null) return { kind: 'bad', problem, remedy: RENAME };
  const row = connection.get('SELECT max(id) AS version FROM _migrations WHERE id > 0');
  return { kind: 'version', version: Number(row?.['version'] ?? 0) };
}

const HISTORY_COLUMNS = ['id', 'filename', 'script', 'started_at', 'finished_at'];

/** `none` where there is no table `_migrations`, null where it can be used, else why it is another program's, as a clause. */
export function historyProblem(connection: Connection): string | null {
  const table = connection.get(
    `SELECT type FROM sqlite_schema WHERE type IN ('table', 'view') AND name = '_migrations' COLLATE NOCASE`,
  );
  if (table === undefined) return 'none';
  const foreign = "the table _migrations is another program's, as";
  if (table['type'] === 'view') return `${foreign} it is a view`;
  const columns = connection
    .all(`SELECT name FROM pragma_table_info('_migrations')`)
    .map((row) => String(row['name']).toLowerCase());
  const lacking = HISTORY_COLUMNS.filter((name) => !columns.includes(name));
  return lacking.length > 0 ? `${foreign} it lacks ${lacking.join(', ')}` : null;
}

/** Makes the table `_migrations`, in the very text that TupleSaver compares with its own, white space included. */
export function createHistory(connection: Connection): void {
  connection.exec(CREATE_MIGRATIONS);
}

function metaRecord(connection: Connection): VersionRecord {
  const table = metaTable(connection);
  if (table === undefined) return { kind: 'none' };
  // A view could hold any statement, also one that never ends.
  if (table['type'] === 'view') return { kind: 'bad', problem: '_meta is a view', remedy: RENAME };
  const columns = connection
    .all(`SELECT name FROM pragma_table_info('_meta')`)
    .map((row) => String(row['name']).toLowerCase());
  if (!columns.includes('id') || !columns.includes('version'))
    return {
      kind: 'bad',
      problem: '_meta has other columns than id and version',
      remedy: RENAME,
    };
  const rows = connection.all('SELECT version, typeof(version) AS type FROM _meta WHERE id = 1');
  if (rows[0] === undefined) return { kind: 'bad', problem: '_meta has no row with id 1' };
  return versionOfValue(rows[0]['version'], String(rows[0]['type']));
}

/** The table, or view, of this name. */
function metaTable(connection: Connection): Row | undefined {
  return connection.get(
    `SELECT type FROM sqlite_schema WHERE name = '_meta' COLLATE NOCASE AND type IN ('table', 'view')`,
  );
}

/** The version of a database file. Throws `database-missing`, `unversioned`, `bad-version-record`, `not-a-database` or `busy`. */
export function readVersion(
  path: string,
  timeout = BUSY_TIMEOUT,
  kind: RecordKind = 'fastmigrate',
): number {
  return reading(path, (connection) => requireVersion(connection, path, kind), timeout);
}

/** As `readVersion`, on an open database. */
export function requireVersion(
  connection: Connection,
  path: string,
  kind: RecordKind = 'fastmigrate',
): number {
  const record = versionRecord(connection, kind);
  if (record.kind === 'version') return record.version;
  if (record.kind === 'none') throw new MigrateError({ code: 'unversioned', database: path });
  throw badRecord(path, record);
}

/** The error for a record that cannot be used. */
export function badRecord(database: string, { problem, remedy }: BadRecord): MigrateError {
  return new MigrateError({ code: 'bad-version-record', database, reason: problem, remedy });
}

/** Sets the version inside the caller's transaction; makes the table if there is none. Throws `bad-version-record` where it cannot be written. */
export function writeVersion(connection: Connection, version: number): void {
  try {
    putVersion(connection, version);
  } catch (error) {
    // A table or view of this name that somebody else made, with rules of its own.
    if (!(error instanceof SqliteFailure) || !['ERROR', 'CONSTRAINT'].includes(error.code))
      throw error;
    const { path: database } = connection;
    const { message: reason } = error;
    throw new MigrateError(
      { code: 'bad-version-record', database, reason, written: true },
      { cause: error },
    );
  }
}

/** As `writeVersion`, in a table that took a version before, with nothing that fires on it. */
export function updateVersion(connection: Connection, version: number): void {
  const changes = connection.run('UPDATE _meta SET version = ? WHERE id = 1', [BigInt(version)]);
  if (changes > 0) return;
  const reason = `version ${version} could not be written`;
  throw new MigrateError({ code: 'bad-version-record', database: connection.path, reason });
}

function putVersion(connection: Connection, version: number): void {
  if (metaTable(connection) === undefined) connection.exec(CREATE_META);
  // No UPSERT: it needs a unique id, which a table that somebody else made may lack.
  const exists = connection.get('SELECT 1 FROM _meta WHERE id = 1') !== undefined;
  connection.run(
    exists
      ? 'UPDATE _meta SET version = ? WHERE id = 1'
      : 'INSERT INTO _meta (id, version) VALUES (1, ?)',
    // As an integer: a number becomes 7.0 where the column does not turn it back.
    [BigInt(version)],
  );
}

/**
 * Makes a versioned database at version 0, with its parent folders. A versioned one is left alone.
 * Throws `unversioned` when there is a database without a version record.
 */
export function createDatabase(
  path: string,
  kind: RecordKind = 'fastmigrate',
): { version: number; created: boolean } {
  const found = (): { version: number; created: boolean } => ({
    version: readVersion(path, BUSY_TIMEOUT, kind),
    created: false,
  });
  if (statsOf(path) !== undefined) return found();
  try {
    const real = targetOf(path);
    makeFolder(dirname(real));
    makeNew(real, kind);
    return { version: 0, created: true };
  } catch (error) {
    // Another process has made it meanwhile.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return found();
    throw fileFailure(databaseFailure(error, path, BUSY_TIMEOUT), path);
  }
}

/** Where a link to a file that is not there yet leads. */
function targetOf(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  return targetOf(resolve(dirname(path), readlinkSync(path)));
}

/** It is made beside its place, so that a kill leaves no database without a version. Throws `EEXIST`. */
function makeNew(path: string, kind: RecordKind): void {
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  try {
    using(openOrCreate(partial), (connection) => {
      connection.exec('BEGIN IMMEDIATE');
      if (kind === 'tuplesaver') createHistory(connection);
      else writeVersion(connection, 0);
      connection.exec('COMMIT');
    });
    if (statsOf(path) === undefined) setLogsAside(path);
    publish(partial, path);
    syncFolder(path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function versionOfValue(value: unknown, type: string): VersionRecord {
  // SQLite has no column types to rely on; Python's int() takes 3.9 and ' 7 ' too, and so does this.
  const number =
    typeof value === 'string' && !/^\s*[+-]?\d+\s*$/.test(value)
      ? Number.NaN
      : Number(value ?? Number.NaN);
  if (!Number.isSafeInteger(Math.trunc(number)) || type === 'blob')
    return {
      kind: 'bad',
      problem: `the version is ${type === 'null' ? 'NULL' : `the ${type} ${JSON.stringify(String(value))}`}, not a whole number`,
    };
  return { kind: 'version', version: Math.trunc(number) };
}
