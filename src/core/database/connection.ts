/** A value as SQLite hands it out. Integers beyond 2^53 come as bigint only where `safeIntegers` is asked for. */
export type SqlValue = null | number | bigint | string | Uint8Array;

export type Row = Readonly<Record<string, SqlValue>>;

/** One open database, whichever driver is behind it. Every call throws `SqliteFailure` on an SQLite error. */
export interface Connection {
  /** The file it was opened from. */
  readonly path: string;
  /** Whether a transaction is open. */
  readonly inTransaction: boolean;
  /** Runs statements to their end; rows are dropped. */
  exec(sql: string): void;
  /** All rows of one statement. */
  all(sql: string, parameters?: readonly SqlValue[]): Row[];
  /** First row of one statement. */
  get(sql: string, parameters?: readonly SqlValue[]): Row | undefined;
  /** Runs one statement with bound values. Returns how many rows it changed. */
  run(sql: string, parameters: readonly SqlValue[]): number;
  /** SQLite's message if the statement does not compile, else null. Nothing is run. */
  compileError(sql: string): string | null;
  close(): void;
}

/** Primary result codes that the engine tells apart. https://sqlite.org/rescode.html */
export type SqliteCode =
  | 'ERROR'
  | 'PERM'
  | 'BUSY'
  | 'LOCKED'
  | 'READONLY'
  | 'IOERR'
  | 'CORRUPT'
  | 'FULL'
  | 'CANTOPEN'
  | 'AUTH'
  | 'NOTADB'
  | 'CONSTRAINT'
  | 'OTHER';

const NUMBERED: ReadonlyMap<number, SqliteCode> = new Map([
  [1, 'ERROR'],
  [3, 'PERM'],
  [5, 'BUSY'],
  [6, 'LOCKED'],
  [8, 'READONLY'],
  [10, 'IOERR'],
  [11, 'CORRUPT'],
  [13, 'FULL'],
  [14, 'CANTOPEN'],
  [19, 'CONSTRAINT'],
  [23, 'AUTH'],
  [26, 'NOTADB'],
]);

/** The primary code of an extended result number such as 517 (SQLITE_BUSY_SNAPSHOT). */
export function codeOfNumber(extended: number): SqliteCode {
  return NUMBERED.get(extended & 0xff) ?? 'OTHER';
}

/** The primary code of a name such as `SQLITE_BUSY_SNAPSHOT`. */
export function codeOfName(name: string): SqliteCode {
  const primary = name.split('_')[1];
  for (const code of NUMBERED.values()) if (code === primary) return code;
  return 'OTHER';
}

/** An error that SQLite reported, the same for every driver. */
export class SqliteFailure extends Error {
  override readonly name = 'SqliteFailure';
  readonly code: SqliteCode;
  /** Extended result code as text, for logs. */
  readonly extended: string;

  constructor(code: SqliteCode, extended: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.extended = extended;
  }
}
