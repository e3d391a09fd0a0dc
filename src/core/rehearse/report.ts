import type { ErrorReport, ForeignKeyViolation } from '../errors.ts';
import type { BackendInfo } from '../migration/report.ts';

/**
 * What a rehearsal ran on: a copy of the database; of the snapshot that the next run puts back, where a run was cut off;
 * of the reference; or an empty database, where there is none. On another database than a SQLite file: the database
 * itself, in a transaction that was rolled back; or nothing, where its hooks cannot do that.
 */
export type RehearsalBasis =
  | 'database'
  | 'snapshot'
  | 'reference'
  | 'empty'
  | 'transaction'
  | 'none';

/** What the pending migrations did to a copy, or in a transaction that was rolled back. */
export interface RehearsalReport {
  /** Whether all that could be tried passed, and left a sound database. What could not be tried is `not-run`. */
  readonly ok: boolean;
  /** The project's database, which was not changed. */
  readonly database: string;
  readonly basis: RehearsalBasis;
  /** The file that was copied; null for an empty database. */
  readonly copyOf: string | null;
  /** Version of the copy before and after. */
  readonly from: number;
  readonly to: number;
  readonly migrations: readonly RehearsedMigration[];
  readonly foreignKeys: {
    /** Rows that the migration which failed would have left without a parent. */
    readonly new: readonly ForeignKeyViolation[];
    /** Rows that had none before. */
    readonly old: number;
  };
  /**
   * What SQLite's integrity check says of the copy afterwards and did not say of what was copied. Null where it was not
   * asked: nothing was pending, or a migration failed.
   */
  readonly integrity: 'ok' | readonly string[] | null;
  /** Size of the copy in bytes. */
  readonly size: { readonly before: number; readonly after: number };
  /** Plain sentences. */
  readonly warnings: readonly string[];
  /** The module that selects another database than a SQLite file. Rows, schema, sizes and locks are not known there. */
  readonly backend?: BackendInfo;
  readonly error?: ErrorReport;
}

/** What one migration did to the copy. */
export interface RehearsedMigration {
  readonly version: number;
  readonly file: string;
  readonly path: string;
  readonly result: 'passed' | 'failed' | 'not-run';
  readonly durationMs: number;
  /** From BEGIN IMMEDIATE to COMMIT; null for one that runs outside a transaction and locks as it likes. */
  readonly lockedMs: number | null;
  readonly error?: ErrorReport;
  /** The tables whose number of rows changed. */
  readonly tables: readonly TableRows[];
  /** Left out where the schema stayed as it was. */
  readonly schema?: SchemaChange;
}

export interface TableRows {
  readonly table: string;
  /** Null where there was no such table. */
  readonly before: number | null;
  /** Null where it is gone. */
  readonly after: number | null;
  /** Rows that went although the script does not name the table: ON DELETE CASCADE took them. */
  readonly deletedByCascade?: number;
}

export interface SchemaChange {
  /** All objects in a fixed order, as SQLite stores them. */
  readonly before: string;
  readonly after: string;
  /** One line for each difference. */
  readonly changes: readonly string[];
}
