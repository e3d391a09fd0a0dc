import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readlinkSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { MigrateError } from '../errors.ts';
import { SqliteFailure } from './connection.ts';
import type { Connection } from './connection.ts';
import { databaseFailure, fileFailure } from './failure.ts';
import { BUSY_TIMEOUT, openOrCreate, reading, using, statsOf } from './open.ts';
import { publish } from './publish.ts';

// Written exactly as the Python tool writes it, white space included.
const CREATE_META = `CREATE TABLE _meta (
                            id INTEGER PRIMARY KEY CHECK (id = 1),
                            version INTEGER NOT NULL DEFAULT 0
                        )`;

/** What a database says about its version. `problem` is a plain sentence. */
export type VersionRecord =
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'bad'; readonly problem: string };

/** Reads the version record of an open database. Throws only on SQLite errors. */
export function versionRecord(connection: Connection): VersionRecord {
  const table = connection.get(
    `SELECT type, name FROM sqlite_schema WHERE name = '_meta' COLLATE NOCASE AND type IN ('table', 'view')`,
  );
  if (table === undefined) return { kind: 'none' };
  // A view could hold any statement, also one that never ends.
  if (table['type'] === 'view') return { kind: 'bad', problem: '_meta is a view' };
  const columns = connection
    .all(`SELECT name FROM pragma_table_info('_meta')`)
    .map((row) => String(row['name']).toLowerCase());
  if (!columns.includes('id') || !columns.includes('version'))
    return { kind: 'bad', problem: '_meta has other columns than id and version' };
  const rows = connection.all('SELECT version, typeof(version) AS type FROM _meta WHERE id = 1');
  if (rows[0] === undefined) return { kind: 'bad', problem: '_meta has no row with id 1' };
  return versionOfValue(rows[0]['version'], String(rows[0]['type']));
}

/** The version of a database file. Throws `database-missing`, `unversioned`, `bad-version-record`, `not-a-database` or `busy`. */
export function readVersion(path: string, timeout = BUSY_TIMEOUT): number {
  return reading(path, (connection) => requireVersion(connection, path), timeout);
}

/** As `readVersion`, on an open database. */
export function requireVersion(connection: Connection, path: string): number {
  const record = versionRecord(connection);
  if (record.kind === 'version') return record.version;
  if (record.kind === 'none') throw new MigrateError({ code: 'unversioned', database: path });
  throw new MigrateError({ code: 'bad-version-record', database: path, reason: record.problem });
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
    throw new MigrateError({ code: 'bad-version-record', database, reason }, { cause: error });
  }
}

function putVersion(connection: Connection, version: number): void {
  if (versionRecord(connection).kind === 'none') connection.exec(CREATE_META);
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
export function createDatabase(path: string): { version: number; created: boolean } {
  if (statsOf(path) !== undefined) return { version: readVersion(path), created: false };
  try {
    const real = targetOf(path);
    mkdirSync(dirname(real), { recursive: true });
    makeNew(real);
    return { version: 0, created: true };
  } catch (error) {
    // Another process has made it meanwhile.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      return { version: readVersion(path), created: false };
    throw fileFailure(databaseFailure(error, path, BUSY_TIMEOUT), path);
  }
}

/** Where a link to a file that is not there yet leads. */
function targetOf(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  return targetOf(resolve(dirname(path), readlinkSync(path)));
}

/** It is made beside its place, so that a kill leaves no database without a version. Throws `EEXIST`. */
function makeNew(path: string): void {
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  try {
    using(openOrCreate(partial), (connection) => {
      connection.exec('BEGIN IMMEDIATE');
      writeVersion(connection, 0);
      connection.exec('COMMIT');
    });
    publish(partial, path);
  } finally {
    rmSync(partial, { force: true });
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
