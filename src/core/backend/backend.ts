import type { HistoryRow } from '../migration/history.ts';

/** The hooks of a backend by their names in Node modules; in Python they have underscores. */
export const HOOKS = [
  'getConnection',
  'closeConnection',
  'ensureMetaTable',
  'getVersion',
  'readVersion',
  'setVersion',
  'executeSql',
  'ensureHistory',
  'readHistory',
  'recordMigration',
  'forgetMigrations',
  'begin',
  'commit',
  'rollback',
  'lock',
  'unlock',
  'backup',
] as const;
export type Hook = (typeof HOOKS)[number];

/** What a backend may or may not offer beyond running scripts. */
export type Capability = 'history' | 'transaction' | 'lock' | 'backup' | 'rehearsal';

/** Hooks that make up a capability. */
export const CAPABILITIES: Readonly<Record<Exclude<Capability, 'rehearsal'>, readonly Hook[]>> = {
  history: ['ensureHistory', 'readHistory', 'recordMigration'],
  transaction: ['begin', 'commit', 'rollback'],
  lock: ['lock', 'unlock'],
  backup: ['backup'],
};

/**
 * Why a connection is wanted: a look must change nothing, and a rehearsal makes no database where there is none. What it
 * does is in a transaction that is rolled back.
 */
export type Purpose = 'read' | 'write' | 'rehearse';

/**
 * A database that is reached through the hooks of a module, which run in a process of their own.
 * One connection at a time. Every method throws `MigrateError`: `backend-failed` where a hook failed, `busy` where a
 * lock was not to be had, `cancelled` when the runtime's signal is aborted.
 */
export interface Backend {
  /** The module. */
  readonly file: string;
  /** Name for people, such as `PostgreSQL`; the module's file name where it says none. */
  readonly name: string;
  /** What it cannot do, for want of hooks. */
  readonly missing: readonly Capability[];
  /** Line that Python's asyncio says about its event loop. */
  readonly loop?: string;
  /** What `.py` and `.sh` scripts get as their argument. */
  readonly argument: string;
  /** Whether a module has a hook. */
  readonly has: (hook: Hook) => boolean;
  /** Connects. `wait` is in milliseconds. */
  readonly connect: (purpose: Purpose, wait: number) => Promise<void>;
  /** Makes the version record where there is none. */
  readonly ensureMetaTable: () => Promise<void>;
  readonly getVersion: () => Promise<number>;
  /** The version without making anything; null where there is no version record, undefined where that hook is missing. */
  readonly readVersion: () => Promise<number | null | undefined>;
  readonly setVersion: (version: number) => Promise<void>;
  /** Runs a whole script. */
  readonly executeSql: (sql: string) => Promise<void>;
  /** What was recorded, or undefined where nothing was or nothing can be. */
  readonly readHistory: () => Promise<ReadonlyMap<number, HistoryRow> | undefined>;
  /** Makes the table of the records where there is none. */
  readonly ensureHistory: () => Promise<void>;
  /** Records a script. */
  readonly record: (row: HistoryRow) => Promise<void>;
  /** Removes the records above a version; does nothing without that hook. */
  readonly forget: (version: number) => Promise<void>;
  readonly begin: () => Promise<void>;
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
  /** Keeps other runners out, on other machines too. Does nothing without that hook. */
  readonly lock: (wait: number) => Promise<void>;
  readonly unlock: () => Promise<void>;
  /** Writes a backup and returns what it calls it. */
  readonly backup: () => Promise<string>;
  /** Closes the connection and ends the process. Never throws. */
  readonly close: () => Promise<void>;
}
