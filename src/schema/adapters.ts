import type { BetterSqliteConnection } from '../core/database/betterSqlite.ts';
import { openOrCreate, openScratch } from '../core/database/open.ts';
import type { PreparedStatement, RunResult, SQLiteAdapter } from './adapter.ts';

/**
 * A database file behind better-sqlite3, made where there is none. It opens with its first use.
 * Foreign keys are off, as in SQLite itself: run `PRAGMA foreign_keys = ON` to have them checked.
 */
export class BetterSqliteAdapter implements SQLiteAdapter {
  #path: string | undefined;
  #connection: BetterSqliteConnection | undefined;
  #isClosed = false;

  constructor(path?: string) {
    this.#path = path;
  }

  /** Opens the file now, or another one than the constructor was given. Throws where one is open. */
  async open(path?: string): Promise<void> {
    if (this.#connection !== undefined) throw new Error('the adapter is open');
    this.#path = path ?? this.#path;
    this.#isClosed = false;
    this.#connect();
  }

  async close(): Promise<void> {
    this.#connection?.close();
    this.#connection = undefined;
    this.#isClosed = true;
  }

  isOpen(): boolean {
    return this.#connection !== undefined;
  }

  async exec(sql: string): Promise<void> {
    this.#connect().exec(sql);
  }

  /** Compiles a statement. Throws what the driver throws. */
  prepare(sql: string): PreparedStatement {
    return statementOf(this.#connect(), sql);
  }

  /** Nothing else may use the adapter until the function is done: there is one connection. */
  async transaction<T>(callback: () => Promise<T>): Promise<T> {
    const connection = this.#connect();
    connection.exec('BEGIN IMMEDIATE');
    try {
      const result = await callback();
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  }

  async exportDatabase(): Promise<Uint8Array> {
    return this.#connect().handle.serialize();
  }

  #connect(): BetterSqliteConnection {
    if (this.#isClosed) throw new Error('the adapter is closed');
    this.#connection ??= connect(this.#path);
    return this.#connection;
  }
}

/** A database in memory, gone when it is closed. */
export class MemoryAdapter extends BetterSqliteAdapter {
  constructor() {
    super(':memory:');
  }
}

function connect(path: string | undefined): BetterSqliteConnection {
  if (path === undefined) throw new Error('the adapter has no file: call open with a path');
  return path === ':memory:' ? openScratch() : openOrCreate(path);
}

type Handle = BetterSqliteConnection['handle'];

/** The driver tells of rows that come back only what is in them. `changes()` alone may be an earlier statement's. */
function runRows(handle: Handle, run: () => void): RunResult {
  const count = handle.prepare<[], number>('SELECT total_changes()').pluck();
  const before = count.get();
  run();
  if (count.get() === before) return { changes: 0, lastInsertRowid: 0 };
  const done = handle.prepare<[], RunResult>(
    'SELECT changes() AS changes, last_insert_rowid() AS lastInsertRowid',
  );
  return done.get() ?? { changes: 0, lastInsertRowid: 0 };
}

function statementOf({ handle }: BetterSqliteConnection, sql: string): PreparedStatement {
  const statement = handle.prepare<unknown[], unknown>(sql);
  const rows = (parameters: readonly unknown[]): unknown[] => {
    if (statement.reader) return statement.all(...parameters);
    statement.run(...parameters);
    return [];
  };
  return {
    all: async <Row>(...parameters: readonly unknown[]) => rows(parameters) as Row[],
    get: async <Row>(...parameters: readonly unknown[]) => rows(parameters)[0] as Row | undefined,
    run: async (...parameters: readonly unknown[]): Promise<RunResult> => {
      if (!statement.reader) return statement.run(...parameters);
      return runRows(handle, () => statement.all(...parameters));
    },
    // The driver frees a statement when nothing refers to it any more.
    finalize: async () => {},
  };
}
