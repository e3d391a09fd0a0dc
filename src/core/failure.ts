/** Where a failing piece of a script stands. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One reason why `run` refuses, with the action that resolves it. */
export interface Refusal {
  readonly file: string;
  readonly status: string;
  readonly resolve: string;
}

/** Foreign key violations of one child table that were not there before the migration. */
export interface ForeignKeyViolation {
  readonly table: string;
  readonly parent: string;
  readonly rows: number;
  /** The parent has no such unique key, so SQLite cannot look for it at all; `rows` is 1 then. */
  readonly mismatch?: true;
}

/** Who keeps a database locked: any program, another run, or a script whose runner was ended. */
export interface Holder {
  readonly by?: 'program' | 'run' | 'script';
  /** Processes such as `1234 (python3)`, where the system tells. */
  readonly processes?: readonly string[];
  /** File name of the script. */
  readonly script?: string;
}

/** An object that stands in the way of a change of the schema, and why. */
export interface ObjectProblem {
  readonly object: string;
  readonly reason: string;
  /** How many rows are at stake; undefined where that is not known. */
  readonly rows?: number;
  /** A query that lists them. */
  readonly query?: string;
}

/** A table or column that is gone beside one that is new, where nobody has said whether it was renamed. */
export interface UndecidedRename {
  /** The table of a column; null for a table. */
  readonly table: string | null;
  readonly from: string;
  readonly to: string;
}

/** Everything that can go wrong, as data. Messages are made from it in one place, `describe`. */
export type Failure = Leaving &
  (
    | {
        readonly code: 'bad-argument';
        readonly argument: string;
        readonly reason: string;
        /** What to do instead, where the reason does not say it. */
        readonly instead?: string;
      }
    | {
        readonly code: 'bad-config';
        readonly file: string;
        readonly line: number;
        readonly key?: string;
        readonly reason: string;
      }
    | {
        readonly code: 'no-migrations-folder';
        readonly folder: string;
        readonly reason: string;
        /** It is there, so nobody knows which scripts are. */
        readonly unlisted?: true;
      }
    | {
        readonly code: 'invalid-migration';
        readonly file: string;
        readonly reason: string;
        /** It was run, and the database put back. */
        readonly putBack?: true;
      }
    | {
        readonly code: 'duplicate-version';
        readonly version: number;
        readonly files: readonly string[];
      }
    | { readonly code: 'version-gap'; readonly missing: readonly string[]; readonly folder: string }
    | { readonly code: 'no-reference'; readonly reference: string | null }
    | {
        readonly code: 'hook-failed';
        readonly command: readonly string[];
        readonly exitCode: number | null;
        readonly reason: string;
        readonly backup: string;
      }
    | {
        readonly code: 'no-such-version';
        readonly version: number;
        readonly folder: string;
        /** The file that was meant to have it, and why it does not count. */
        readonly invalid?: { readonly file: string; readonly reason: string };
      }
    | { readonly code: 'database-missing'; readonly database: string }
    | { readonly code: 'unversioned'; readonly database: string }
    | { readonly code: 'already-versioned'; readonly database: string; readonly version: number }
    | { readonly code: 'not-a-database'; readonly database: string; readonly reason: string }
    | {
        readonly code: 'bad-version-record';
        readonly database: string;
        readonly reason: string;
        /** It was to be written, so writing another version there would fail too. */
        readonly written?: true;
        /** What helps, where setting the version by hand does not. */
        readonly remedy?: string | undefined;
      }
    | ({ readonly code: 'busy'; readonly database: string; readonly waitedMs: number } & Holder)
    /** The process of a fleet that worked on a database is gone: it crashed, or somebody ended it. */
    | { readonly code: 'worker-ended'; readonly database: string; readonly reason: string }
    | {
        readonly code: 'read-only';
        /** Any file or folder. */
        readonly database: string;
        readonly reason: string;
        /** It may not even be read. */
        readonly unread?: true;
      }
    | { readonly code: 'disk-full'; readonly path: string; readonly reason: string }
    | {
        readonly code: 'io';
        readonly path: string;
        readonly reason: string;
        /** Where the content is that may have been replaced. */
        readonly backup?: string;
      }
    | { readonly code: 'changed-elsewhere'; readonly database: string; readonly reason: string }
    /** The new content is in place, or on disk so that whoever opens the database next puts it there. */
    | {
        readonly code: 'restore-unfinished';
        readonly database: string;
        readonly reason: string;
        /** Where the previous content is. */
        readonly backup?: string;
      }
    | ({
        readonly code: 'statement-failed';
        readonly statement: string;
        readonly reason: string;
      } & Position)
    | ({
        readonly code: 'protected-table';
        readonly table: string;
        readonly statement: string;
      } & Position)
    | ({ readonly code: 'unfinished-transaction'; readonly statement: string } & Position)
    | ({ readonly code: 'unreadable-script'; readonly reason: string } & Position)
    | {
        readonly code: 'foreign-key-violation';
        readonly file: string;
        readonly violations: readonly ForeignKeyViolation[];
      }
    | {
        readonly code: 'script-failed';
        readonly file: string;
        readonly line?: number;
        readonly exitCode: number | null;
        readonly signal: string | null;
        readonly output: string;
        /** The last line of its error output. */
        readonly complaint?: string;
      }
    | {
        readonly code: 'script-not-started';
        readonly file: string;
        readonly interpreter: string;
        readonly reason: string;
      }
    | {
        readonly code: 'not-put-back';
        readonly database: string;
        readonly snapshot: string;
        readonly reason: string;
      }
    | {
        readonly code: 'refused';
        readonly state: string;
        readonly reasons: readonly Refusal[];
        /** What was refused; a run without it. */
        readonly what?: 'generate';
      }
    | { readonly code: 'backup-failed'; readonly database: string; readonly reason: string }
    | { readonly code: 'backup-exists'; readonly file: string }
    | { readonly code: 'not-a-backup'; readonly file: string; readonly reason: string }
    | { readonly code: 'initial-exists'; readonly file: string }
    | {
        readonly code: 'not-reproducible';
        readonly database: string;
        readonly differences: readonly string[];
      }
    /** The text of an object that cannot be read, or that SQLite reads otherwise. */
    | { readonly code: 'unreadable-schema'; readonly object: string; readonly reason: string }
    /** A change of the schema that cannot be made without losing or inventing something. */
    | { readonly code: 'not-plannable'; readonly problems: readonly ObjectProblem[] }
    /** Rows that the desired schema does not permit. */
    | { readonly code: 'data-violates'; readonly problems: readonly ObjectProblem[] }
    /** Data that a change of the schema would lose, which nobody has allowed. */
    | { readonly code: 'destructive'; readonly problems: readonly ObjectProblem[] }
    | { readonly code: 'undecided-rename'; readonly candidates: readonly UndecidedRename[] }
    /** A generated script that did not do on a copy what it is for. */
    | { readonly code: 'not-proven'; readonly differences: readonly string[] }
    | { readonly code: 'no-desired-schema' }
    /** A statement of the desired schema that SQLite does not take. */
    | ({
        readonly code: 'schema-failed';
        readonly statement: string;
        readonly reason: string;
      } & Position)
    /** A module, command, file or database that gives no desired schema. `output` is the end of what it printed. */
    | {
        readonly code: 'schema-source-failed';
        readonly source: string;
        /** What has named it, where that is not the desired schema's own flag. */
        readonly flag?: '--from';
        readonly reason: string;
        readonly output: string;
      }
    /** A script that reaches beyond the database that it runs on, where only a replay was asked for. */
    | { readonly code: 'script-not-replayed'; readonly file: string; readonly reason: string }
    /** A script that reaches beyond the copy that it is rehearsed on. */
    | { readonly code: 'script-not-rehearsed'; readonly file: string; readonly reason: string }
    | { readonly code: 'custom-backend'; readonly file: string; readonly instead?: string }
    /** A module with hooks that cannot be used. */
    | { readonly code: 'bad-backend'; readonly file: string; readonly reason: string }
    /** A hook that failed. `outcome` tells what became of the migration that it was called for. */
    | {
        readonly code: 'backend-failed';
        readonly file: string;
        readonly line?: number;
        readonly column?: number;
        readonly hook: string;
        readonly reason: string;
        readonly outcome: 'none' | 'rolled-back' | 'stays';
      }
    | { readonly code: 'cancelled'; readonly what: string }
  );

/** What a failure leaves, where that is not what its code says. */
interface Leaving {
  /**
   * `earlier`: what the command had done before, such as the migrations before the one that failed.
   * `unknown`: the very thing that failed may have been done all the same.
   */
  readonly leaves?: 'earlier' | 'unknown';
}

export type FailureCode = Failure['code'];

/** A failure as `--json` prints it and as the engine process sends it. */
export interface ErrorReport {
  readonly code: FailureCode;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly statement?: string;
  /** The last line that a failed script printed as an error. */
  readonly complaint?: string;
  /** Whether the command changed the database before it failed. */
  readonly changed: boolean;
  /** The objects of a schema that are to blame, each with the rows at stake. */
  readonly problems?: readonly ObjectProblem[];
  /** What may have been renamed. */
  readonly candidates?: readonly UndecidedRename[];
}
