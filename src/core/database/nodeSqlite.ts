import { getBuiltinModule } from 'node:process';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { codeOfNumber, SqliteFailure } from './connection.ts';
import type { Connection, Row } from './connection.ts';
import { addStockFunctions } from './stockFunctions.ts';

type NodeSqlite = typeof import('node:sqlite');

/** Node's own SQLite where this build of Node has it. Some builds of Electron leave it out. */
export function nodeSqlite(): NodeSqlite | undefined {
  return getBuiltinModule('node:sqlite');
}

/**
 * Opens a file with double-quoted strings accepted, as stock SQLite does and better-sqlite3's build does not.
 * https://sqlite.org/quirks.html#dblquote
 */
export function openNodeSqlite(driver: NodeSqlite, path: string, timeout: number): Connection {
  const handle = guard(
    () =>
      new driver.DatabaseSync(path, {
        enableForeignKeyConstraints: false,
        enableDoubleQuotedStringLiterals: true,
        timeout,
      }),
  );
  // A script must not be able to write into the schema table directly, as with better-sqlite3.
  if ('enableDefensive' in handle && typeof handle.enableDefensive === 'function')
    handle.enableDefensive(true);
  addStockFunctions(handle, () => new driver.DatabaseSync(':memory:'));
  return adapt(handle, path);
}

/**
 * Opens a file for reading without looking for a journal, a write-ahead log or locks, and without leaving any.
 * Only for files that nobody writes at the moment. https://sqlite.org/uri.html#uriimmutable
 */
export function openImmutable(driver: NodeSqlite, path: string): Connection {
  return openUrl(driver, path, 'immutable');
}

/**
 * Opens a file in write-ahead mode for reading, and writes nothing into the index of its log: where a crash left that,
 * SQLite makes its own in memory. https://sqlite.org/wal.html#read_only_databases
 */
export function openIndexReadOnly(driver: NodeSqlite, path: string): Connection {
  return openUrl(driver, path, 'readonly_shm');
}

function openUrl(driver: NodeSqlite, path: string, parameter: string): Connection {
  const url = pathToFileURL(path);
  url.searchParams.set(parameter, '1');
  return adapt(
    guard(
      () => new driver.DatabaseSync(url, { readOnly: true, enableForeignKeyConstraints: false }),
    ),
    path,
  );
}

function adapt(handle: DatabaseSync, path: string): Connection {
  return {
    path,
    get inTransaction() {
      return isInTransaction(handle);
    },
    exec: (sql) => guard(() => handle.exec(sql)),
    all: (sql, parameters = []) =>
      guard(() =>
        reader(handle, sql)
          .all(...parameters)
          .map(rounded),
      ),
    get: (sql, parameters = []) =>
      guard(() => {
        const row = reader(handle, sql).get(...parameters);
        return row === undefined ? undefined : rounded(row);
      }),
    run: (sql, parameters) => Number(guard(() => handle.prepare(sql).run(...parameters)).changes),
    compileError: (sql) => compileError(handle, sql),
    close: () => guard(() => handle.close()),
  };
}

/** Without this, an integer beyond 2^53 is an error of this driver. */
function reader(handle: DatabaseSync, sql: string): StatementSync {
  const statement = handle.prepare(sql);
  statement.setReadBigInts(true);
  return statement;
}

/** Integers as numbers, rounded where they must be, as better-sqlite3 hands them out. */
function rounded(row: Record<string, SQLOutputValue>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? Number(value) : value,
    ]),
  );
}

function isInTransaction(handle: DatabaseSync): boolean {
  if ('isTransaction' in handle) return handle.isTransaction === true;
  // Before Node 22.16 there is no such property: BEGIN fails inside a transaction, and only there.
  const { exec } = handle as { exec(sql: string): void };
  try {
    exec.call(handle, 'BEGIN');
  } catch {
    return true;
  }
  exec.call(handle, 'ROLLBACK');
  return false;
}

function compileError(handle: DatabaseSync, sql: string): string | null {
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
    if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')
      throw new SqliteFailure(codeOfNumber(error.errcode), String(error.errcode), error.message, {
        cause: error,
      });
    throw error;
  }
}
