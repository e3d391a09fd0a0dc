import type { InterruptedRun } from '../backup/guard.ts';
import type { ErrorReport } from '../errors.ts';
import type { Convention } from '../project/project.ts';

export type ScriptKind = 'sql' | 'py' | 'sh';

/** Status of one migration. The words are defined in docs/states.md. */
export type MigrationStatus =
  | 'applied'
  | 'unrecorded'
  | 'pending'
  | 'skipped'
  | 'diverged'
  | 'missing'
  | 'conflicted'
  | 'invalid'
  | 'unknown';

/** State of a project; the first that matches wins, in this order after the two answers about the file. */
export type ProjectState =
  | 'ABSENT'
  | 'UNVERSIONED'
  | 'ERROR'
  | 'CONFLICTED'
  | 'DIVERGED'
  | 'PENDING'
  | 'DRIFT'
  | 'CURRENT';

/** In what a script differs from what was recorded when it was applied. */
export type Divergence = 'name' | 'format' | 'comments' | 'meaning';

export interface MigrationReport {
  /** Number in the name; null when the name has none. */
  readonly version: number | null;
  /** File name without its folder. */
  readonly file: string;
  /** Absolute path; the file need not exist when the status is `missing`. */
  readonly path: string;
  readonly kind: ScriptKind | null;
  readonly status: MigrationStatus;
  /** One plain sentence for people, where the status alone does not say it all. */
  readonly detail?: string;
  readonly divergence?: Divergence;
  /** The name that it was recorded under, where that is another. With another meaning, it is another script. */
  readonly appliedAs?: string;
  /** ISO 8601 UTC time at which it was applied, where recorded. */
  readonly appliedAt?: string;
  /** How the file stands to the reference; undefined where the project has none. */
  readonly reference?: ReferenceStatus;
  /** True for a file of `views_indexes_triggers`, which is applied again when it changes. Its version is the negative number of its last record, or null where it was never applied. */
  readonly declarative?: true;
}

/**
 * `recorded`: the reference has it as the file is. `pending`: the reference has not got it yet. `conflicted`: the
 * reference has another text or name under its number. `missing`: the reference has it, and there is no file.
 */
export type ReferenceStatus = 'recorded' | 'pending' | 'conflicted' | 'missing';

/** The reference of a project, where there is one. */
export interface ReferenceInfo {
  readonly file: string;
  /** ISO 8601 UTC time of its content. */
  readonly createdAt: string;
  /** Version inside, or null when it cannot be read. */
  readonly version: number | null;
}

export interface StatusReport {
  readonly state: ProjectState;
  readonly convention: Convention;
  readonly database: string;
  readonly reference?: ReferenceInfo;
  readonly migrationsFolder: string;
  /** The database version, or null where there is none (absent, unversioned, unreadable, not looked at). */
  readonly version: number | null;
  /** Highest version of a valid script, 0 without scripts. */
  readonly latest: number;
  /** In order of version, then the declarative ones in order of name; invalid names last. */
  readonly migrations: readonly MigrationReport[];
  readonly errors: readonly ErrorReport[];
  /** Plain sentences about things that do not stop a run: gaps, harmless divergence, a version ahead of all scripts. */
  readonly warnings: readonly string[];
  readonly interrupted?: InterruptedRun;
  /** How the database stands to the desired schema, where there is one and all scripts are applied. */
  readonly drift?: Drift;
  /** The module that selects another database than a SQLite file. */
  readonly backend?: BackendInfo;
}

/** In what a database differs from the desired schema. */
export interface Drift {
  /** Where the desired schema comes from, for people. */
  readonly source: string;
  /** One plain line for each difference; none where the schema is as desired. */
  readonly changes: readonly string[];
  /** How many of them may be renames. */
  readonly candidates: number;
}

/** What is known of a custom backend. */
export interface BackendInfo {
  /** Such as `PostgreSQL`; the file's name where the module says none, or was not loaded. */
  readonly name: string;
  readonly file: string;
  /** What it cannot do for want of hooks; empty where the module was not loaded. */
  readonly missing: readonly ('history' | 'transaction' | 'lock' | 'backup' | 'rehearsal')[];
}

export interface MigrationResult {
  readonly version: number;
  readonly file: string;
  readonly result: 'applied' | 'failed' | 'not-run';
  readonly durationMs: number;
}

export interface RunReport {
  readonly ok: boolean;
  /** Database version before and after; null where it is not known. */
  readonly from: number | null;
  readonly to: number | null;
  /** Path of the backup written before the run. */
  readonly backup?: string;
  readonly migrations: readonly MigrationResult[];
  readonly warnings: readonly string[];
  readonly error?: ErrorReport;
}
