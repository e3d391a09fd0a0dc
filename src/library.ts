import { resolve } from 'node:path';
import { backupDatabase, createDatabase, enroll, readVersion, runPending } from './core/index.ts';
import type { EngineEvent, Project, RunOptions, RunReport } from './core/index.ts';
import { databaseFailure } from './core/database/failure.ts';
import { BUSY_TIMEOUT, openForWriting, using } from './core/database/open.ts';
import { writeVersion } from './core/database/version.ts';
import { requireWhole } from './core/migration/baseline.ts';
import { DEFAULT_NAME } from './core/project/config.ts';
import { toProject } from './core/project/projects.ts';
import { systemRuntime } from './systemRuntime.ts';

export * from './core/index.ts';
export { BetterSqliteAdapter, MemoryAdapter } from './schema/adapters.ts';
export type { SQLiteAdapter } from './schema/adapter.ts';
export type { DbColumn, DbKey, DbTable, DeclarativeSchema } from './schema/declarative.ts';
export { SchemaDiffer } from './schema/differ.ts';
export { SchemaMigrationError } from './schema/failure.ts';
export { MigrationGenerator } from './schema/generator.ts';
export type { MigrationOperation } from './schema/generator.ts';
export { SchemaIntrospector } from './schema/introspector.ts';
export { SchemaMigrator } from './schema/migrator.ts';
export type { MigrationPlan } from './schema/migrator.ts';
export { renderSchema } from './schema/renderSchema.ts';
export { SchemaBuilder } from './schema/schemaBuilder.ts';
export { Migrate, MigrationFailed } from './migrate.ts';
export type { CheckResult, MigrateOptions } from './migrate.ts';
export { setupLogging, systemRuntime } from './systemRuntime.ts';
export type { LogOptions } from './systemRuntime.ts';

// The functions that the Python package offers, under their names in this language. They use the process's own clock,
// environment and working folder; everything in `core` takes these as arguments.

export interface RunMigrationsOptions extends RunOptions {
  /** Whether scripts are recorded in `_migrations`; true by default. */
  readonly history?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
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
  requireWhole(version);
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

/** What is given counts, and no configuration file. */
function projectOf(database: string, migrations = 'migrations'): Project {
  const folder = process.cwd();
  return toProject(
    { name: DEFAULT_NAME },
    { folder },
    { database: resolve(folder, database), migrations: resolve(folder, migrations) },
  );
}
