import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { codeOfName, SqliteFailure } from './connection.ts';
import type { Connection, Row } from './connection.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporaryFolder.ts';

export interface BetterSqliteOptions {
  readonly readOnly: boolean;
  /** Whether a missing file is an error. */
  readonly mustExist: boolean;
  /** Milliseconds to wait for locks. */
  readonly timeout: number;
  /** Return every integer as bigint, so that none is rounded. */
  readonly safeIntegers?: boolean;
  /** Set no pragma: these read the file, and so wait for locks. */
  readonly untouched?: boolean;
}

/** A connection that can also write its content to another file. */
export interface BetterSqliteConnection extends Connection {
  readonly handle: Database.Database;
  /** As better-sqlite3's `backup`, with the errors of this module. */
  copyTo(path: string, options: Database.BackupOptions): Promise<Database.BackupMetadata>;
}

/**
 * Opens a file with better-sqlite3, with the pragmas of stock SQLite: its build starts with foreign keys on.
 * https://github.com/WiseLibs/better-sqlite3/blob/master/docs/compilation.md
 */
export function openBetterSqlite(
  path: string,
  options: BetterSqliteOptions,
): BetterSqliteConnection {
  const handle = openHandle(path, options);
  if (options.safeIntegers === true) handle.defaultSafeIntegers(true);
  if (options.untouched !== true) setPragmas(handle);
  const prepared = statementCache(handle);
  return {
    path,
    handle,
    get inTransaction() {
      return handle.inTransaction;
    },
    exec: (sql) => void guard(() => handle.exec(sql)),
    all: (sql, parameters = []) => guard(() => prepared(sql).all(...parameters) as Row[]),
    get: (sql, parameters = []) => guard(() => prepared(sql).get(...parameters) as Row | undefined),
    run: (sql, parameters) => guard(() => prepared(sql).run(...parameters)).changes,
    compileError: (sql) => compileError(handle, sql),
    close: () => void guard(() => handle.close()),
    copyTo: async (to, copying) => {
      const { name, remove } = nameFor(to);
      try {
        return await handle.backup(name, copying);
      } catch (error) {
        throw failureOf(error);
      } finally {
        remove();
      }
    },
  };
}

/** Closes the connection where they cannot be set. */
function setPragmas(handle: Database.Database): void {
  try {
    guard(() =>
      handle.exec(
        'PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = OFF; PRAGMA synchronous = FULL',
      ),
    );
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** Statements that are kept for the next call. */
const CACHED_STATEMENTS = 50;

/**
 * The driver frees a statement when it is garbage collected, and until then every change of a setting or of the schema
 * visits it. So those of this engine are kept and used again; one whose columns follow the schema is not.
 */
function statementCache(handle: Database.Database): (sql: string) => Database.Statement {
  const statements = new Map<string, Database.Statement>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = handle.prepare(sql);
    if (!sql.includes('*') && statements.size < CACHED_STATEMENTS) statements.set(sql, statement);
    return statement;
  };
}

function openHandle(path: string, options: BetterSqliteOptions): Database.Database {
  const { name, remove } = nameFor(path);
  try {
    return guard(
      () =>
        new Database(name, {
          readonly: options.readOnly,
          fileMustExist: options.mustExist,
          timeout: options.timeout,
        }),
    );
  } finally {
    remove();
  }
}

/** A name for the driver, which cuts spaces off the ends: such a file gets a link for the moment. SQLite follows it. */
function nameFor(path: string): { readonly name: string; readonly remove: () => void } {
  if (path === path.trim()) return { name: path, remove: () => {} };
  const folder = makeTemporaryFolder();
  const name = join(folder, 'link');
  symlinkSync(path, name);
  return { name, remove: () => removeTemporaryFolder(folder) };
}

function compileError(handle: Database.Database, sql: string): string | null {
  try {
    handle.prepare(sql);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function guard<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): unknown {
  if (error instanceof Database.SqliteError)
    return new SqliteFailure(codeOfName(error.code), error.code, error.message, { cause: error });
  if (error instanceof TypeError)
    return new SqliteFailure('CANTOPEN', 'SQLITE_CANTOPEN', error.message, { cause: error });
  return error;
}
