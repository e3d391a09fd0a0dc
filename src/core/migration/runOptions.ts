import type { ScriptShelf } from './scriptShelf.ts';

/** What `runPending` is asked to do. */
export interface RunOptions {
  /** Stop after this version; one of the scripts must have it. */
  readonly to?: number;
  /** Apply this script and no other; it must be the next pending one. Its name without the folder. */
  readonly only?: string;
  /**
   * Back up first; nothing is run when that fails. Undefined leaves it to the project. `if-possible` does not insist
   * where a custom backend has no hook for it.
   */
  readonly backup?: boolean | 'if-possible';
  /** All pending migrations in one transaction, or none. SQL scripts only. */
  readonly atomic?: boolean;
  /** Run what is pending although scripts are invalid, diverged or skipped. Duplicate numbers still refuse. */
  readonly force?: boolean;
  /** Run as the Python tool does: only duplicate numbers refuse. */
  readonly compatible?: boolean;
  /** The database as hooks and scripts of a custom backend get it, where that is not the project's absolute path. */
  readonly given?: string;
  /** Interpreter for `.py` scripts; overrides the configuration. */
  readonly python?: string;
  /** Interpreter for `.sh` scripts; `sh` by default. */
  readonly shell?: string;
  /** Whether script processes read the caller's standard input. */
  readonly stdin?: 'inherit' | 'ignore';
  /** Put script processes into a group of their own, so that ending one ends all that it started. Not on Windows. */
  readonly ownProcessGroup?: boolean;
  /** Scripts that were read before, for many databases with the same ones. */
  readonly shelf?: ScriptShelf;
  /** Asked before each script with its text; `stop` leaves it and all later ones. */
  readonly approve?: (migration: {
    readonly version: number;
    readonly file: string;
    readonly path: string;
    readonly text: string;
  }) => Promise<'run' | 'stop'>;
}
