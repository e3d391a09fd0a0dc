/** What a statement that changes data has done. */
export interface RunResult {
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/** A compiled statement. Parameters are positional. */
export interface PreparedStatement {
  /** All rows, as objects. */
  all<Row = Record<string, unknown>>(...parameters: readonly unknown[]): Promise<Row[]>;
  /** The first row. */
  get<Row = Record<string, unknown>>(...parameters: readonly unknown[]): Promise<Row | undefined>;
  /** Runs it to its end; rows are dropped. Says how many rows it changed, also with RETURNING. */
  run(...parameters: readonly unknown[]): Promise<RunResult>;
  finalize(): Promise<void>;
}

/** One SQLite database behind any driver, as in declarative-sqlite: its adapters fit here, and these fit there. */
export interface SQLiteAdapter {
  /** Opens the file at a path, or `:memory:`. */
  open(path: string): Promise<void>;
  close(): Promise<void>;
  isOpen(): boolean;
  /** Runs statements without parameters to their end; rows are dropped. */
  exec(sql: string): Promise<void>;
  prepare(sql: string): PreparedStatement;
  /** Runs a function in a transaction: committed when it is done, rolled back when it throws. */
  transaction<T>(callback: () => Promise<T>): Promise<T>;
  /** The content of the database as a file. */
  exportDatabase(): Promise<Uint8Array>;
}

/** What a migration needs of an adapter. While it works, nothing else may use the same connection. */
export type MigrationAdapter = Pick<SQLiteAdapter, 'exec' | 'prepare'>;

/** All rows of a statement. */
export async function allRows(
  adapter: MigrationAdapter,
  sql: string,
  ...parameters: readonly unknown[]
): Promise<Record<string, unknown>[]> {
  const statement = adapter.prepare(sql);
  try {
    return await statement.all(...parameters);
  } finally {
    await statement.finalize();
  }
}

/** The first value of the first row, or undefined. */
export async function firstValue(adapter: MigrationAdapter, sql: string): Promise<unknown> {
  const [row] = await allRows(adapter, sql);
  return Object.values(row ?? {})[0];
}
