/** What `getConnection` learns beside the database. */
export interface HookContext {
  /** Folder of the configuration module, from which drivers are loaded. */
  readonly folder: string;
  /**
   * `read` for a look, which must change nothing; `rehearse` for scripts in a transaction that is rolled back, which must
   * make no database where there is none.
   */
  readonly purpose: 'read' | 'write' | 'rehearse';
  /** Milliseconds to wait for another runner. */
  readonly wait: number;
}

/** One row of `_migrations`. Times are ISO 8601. */
export interface MigrationRecord {
  readonly id: number;
  readonly filename: string;
  readonly script: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/**
 * The hooks of a configuration module, `config.mjs`, `.js` or `.ts`. Each may be async. In Python they have the same
 * names with underscores. The first five are required; what the others are for is in docs/backends.md.
 */
export interface Hooks<Connection> {
  /** Name for people. */
  readonly backendName?: string;
  /** Whether `rollback` undoes changes of the schema too. */
  readonly rollbackDdl?: boolean;
  readonly getConnection: (database: string, context: HookContext) => Promise<Connection>;
  readonly ensureMetaTable: (connection: Connection) => Promise<void>;
  readonly getVersion: (connection: Connection) => Promise<number>;
  readonly setVersion: (connection: Connection, version: number) => Promise<void>;
  /** Runs a whole script. What it throws, or `false`, fails the migration; `position` of an error is its place. */
  readonly executeSql: (connection: Connection, sql: string) => Promise<unknown>;
  readonly closeConnection?: (connection: Connection) => Promise<void>;
  /** The version without making anything, or null. */
  readonly readVersion?: (connection: Connection) => Promise<number | null>;
  readonly ensureHistory?: (connection: Connection) => Promise<void>;
  /** All records, or null where there is no table of them. */
  readonly readHistory?: (connection: Connection) => Promise<Iterable<MigrationRecord> | null>;
  /** Records a script, in the place of an earlier record of its number. */
  readonly recordMigration?: (connection: Connection, record: MigrationRecord) => Promise<void>;
  /** Removes the records above a version. */
  readonly forgetMigrations?: (connection: Connection, version: number) => Promise<void>;
  readonly begin?: (connection: Connection) => Promise<void>;
  readonly commit?: (connection: Connection) => Promise<void>;
  readonly rollback?: (connection: Connection) => Promise<void>;
  /** Keeps other runners out; false when that was not to be had within so many seconds. */
  readonly lock?: (connection: Connection, seconds: number) => Promise<boolean>;
  readonly unlock?: (connection: Connection) => Promise<void>;
  /** Writes a backup and returns what it is called. */
  readonly backup?: (connection: Connection) => Promise<string>;
}

/** The hooks of a ready-made adapter: all but `backup`. */
export type AdapterHooks<Connection> = Required<
  Omit<Hooks<Connection>, 'backup' | 'lock' | 'unlock'>
>;
