import { resolve } from 'node:path';
import {
  backupDatabase,
  createDatabase,
  enroll,
  MigrateError,
  readVersion,
  runPending,
} from './core/index.ts';
import type { EngineEvent, Project, RunOptions, RunReport, Runtime } from './core/index.ts';
import { databaseFailure } from './core/database/failure.ts';
import { BUSY_TIMEOUT, openForWriting, using } from './core/database/open.ts';
import { writeVersion } from './core/database/version.ts';
import { DEFAULT_NAME } from './core/project/config.ts';
import { toProject } from './core/project/projects.ts';

export * from './core/index.ts';

// The functions that the Python package offers, under their names in this language. They use the process's own clock,
// environment and working folder; everything in `core` takes these as arguments.

export interface LogOptions {
  /** Every event; otherwise only script output and warnings. */
  readonly verbose?: boolean;
  /** Where lines go; standard error by default. */
  readonly write?: (line: string) => void;
}

export interface RunMigrationsOptions extends RunOptions {
  /** Whether scripts are recorded in `_migrations`; true by default. */
  readonly history?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
}

let log: (event: EngineEvent) => void = () => {};

/** Sends what the functions below do to a log, one line an event. Nothing is logged before this is called. */
export function setupLogging({
  verbose = false,
  write = (line) => void process.stderr.write(`${line}\n`),
}: LogOptions = {}): void {
  // Output comes in pieces that may end within a line.
  let begun = '';
  log = (event) => {
    if (event.type === 'warning') return write(`warning: ${event.text}`);
    if (event.type === 'script-output') {
      const lines = (begun + event.text).split('\n');
      begun = lines.pop() ?? '';
      for (const line of lines) write(line);
      return;
    }
    if (event.type === 'script-finished' && begun !== '') {
      write(begun);
      begun = '';
    }
    if (verbose) write(`debug: ${JSON.stringify(event)}`);
  };
}

/**
 * Makes a versioned database at version 0 where there is none, with its folders, and returns the version.
 * Throws `MigrateError` with code `unversioned` for a database that has no version record.
 */
export async function createDb(database: string): Promise<number> {
  return createDatabase(projectOf(database).database).version;
}

/** As `createDb`, under the name of the early form. */
export const ensureVersionedDb: typeof createDb = createDb;

/**
 * Applies all pending migrations. The report tells what was done; `ok` is false when anything went wrong,
 * and then `error` says what. Throws only for defects of the program.
 */
export async function runMigrations(
  database: string,
  migrations: string,
  options: RunMigrationsOptions = {},
): Promise<RunReport> {
  const { history = true, signal, onEvent, ...runOptions } = options;
  return runPending(
    { ...projectOf(database, migrations), history },
    runOptions,
    systemRuntime(signal, onEvent),
  );
}

/** The version of a database. Throws `MigrateError`: `database-missing`, `unversioned`, `not-a-database`, `busy` and others. */
export async function getDbVersion(database: string): Promise<number> {
  return readVersion(projectOf(database).database);
}

/** Sets the version and nothing else; makes the version record if there is none. Prefer `baseline`, which records the scripts too. */
export async function setDbVersion(database: string, version: number): Promise<void> {
  if (!Number.isSafeInteger(version) || version < 0)
    throw new MigrateError({
      code: 'bad-argument',
      argument: 'version',
      reason: 'give a whole number from 0 up',
    });
  const path = projectOf(database).database;
  try {
    using(openForWriting(path), (connection) => {
      connection.exec('BEGIN IMMEDIATE');
      writeVersion(connection, version);
      connection.exec('COMMIT');
    });
  } catch (error) {
    throw databaseFailure(error, path, BUSY_TIMEOUT);
  }
}

/** Writes a verified backup beside the database and returns its path. */
export async function createDbBackup(database: string): Promise<string> {
  return (await backupDatabase(projectOf(database), systemRuntime())).file;
}

/** Takes an unversioned database under management and returns the path of the script that was written. */
export async function enrollDb(database: string, migrations: string): Promise<string> {
  return (await enroll(projectOf(database, migrations), systemRuntime())).script;
}

/** A runtime on the clock, environment and working folder of this process. */
export function systemRuntime(
  signal?: AbortSignal,
  onEvent: (event: EngineEvent) => void = () => {},
): Runtime {
  return {
    now: () => new Date(),
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    pid: process.pid,
    ...(signal === undefined ? {} : { signal }),
    emit: (event) => {
      log(event);
      onEvent(event);
    },
  };
}

/** What is given counts, and no configuration file. */
function projectOf(database: string, migrations = 'migrations'): Project {
  const folder = process.cwd();
  return toProject(
    { name: DEFAULT_NAME },
    { folder },
    { database: resolve(folder, database), migrations: resolve(folder, migrations) },
  );
}
