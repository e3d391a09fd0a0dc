import { badArgumentText, FailureError, unreadableSchemaText } from './failureError.ts';

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
export type Failure =
  | { readonly code: 'bad-argument'; readonly argument: string; readonly reason: string }
  | {
      readonly code: 'bad-config';
      readonly file: string;
      readonly line: number;
      readonly key?: string;
      readonly reason: string;
    }
  | { readonly code: 'no-migrations-folder'; readonly folder: string; readonly reason: string }
  | { readonly code: 'invalid-migration'; readonly file: string; readonly reason: string }
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
  | { readonly code: 'no-such-version'; readonly version: number; readonly folder: string }
  | { readonly code: 'database-missing'; readonly database: string }
  | { readonly code: 'unversioned'; readonly database: string }
  | { readonly code: 'already-versioned'; readonly database: string; readonly version: number }
  | { readonly code: 'not-a-database'; readonly database: string; readonly reason: string }
  | { readonly code: 'bad-version-record'; readonly database: string; readonly reason: string }
  | ({ readonly code: 'busy'; readonly database: string; readonly waitedMs: number } & Holder)
  /** The process of a fleet that worked on a database is gone: it crashed, or somebody ended it. */
  | { readonly code: 'worker-ended'; readonly database: string; readonly reason: string }
  | { readonly code: 'read-only'; readonly database: string; readonly reason: string }
  | { readonly code: 'disk-full'; readonly path: string; readonly reason: string }
  | { readonly code: 'io'; readonly path: string; readonly reason: string }
  | { readonly code: 'changed-elsewhere'; readonly database: string; readonly reason: string }
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
  | { readonly code: 'cancelled'; readonly what: string };

export type FailureCode = Failure['code'];

/** A failure as `--json` prints it and as the engine process sends it. */
export interface ErrorReport {
  readonly code: FailureCode;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly statement?: string;
  /** Whether the command changed the database before it failed. */
  readonly changed: boolean;
  /** The objects of a schema that are to blame, each with the rows at stake. */
  readonly problems?: readonly ObjectProblem[];
  /** What may have been renamed. */
  readonly candidates?: readonly UndecidedRename[];
}

/** The one error class of the engine. Its message says what happened, where, and what to do. */
export class MigrateError extends FailureError {
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure, describe(failure), options);
  }

  /** What reads schemas has its own texts and throws the class below this one: that is an error of the engine too. */
  static override [Symbol.hasInstance](value: unknown): value is MigrateError {
    return value instanceof FailureError;
  }
}

/** The text of a failure: what happened, where, whether anything changed, what to do. One paragraph. */
export function describe(failure: Failure): string {
  switch (failure.code) {
    case 'bad-argument':
      return badArgumentText(failure);
    case 'bad-config':
      return failure.key === undefined ? failure.reason : `key "${failure.key}": ${failure.reason}`;
    case 'no-migrations-folder':
      return `cannot read the migrations folder ${failure.folder}: ${failure.reason}. Nothing was changed. Create the folder or name another one with --migrations`;
    case 'invalid-migration':
      return `${failure.file}: ${failure.reason}`;
    case 'duplicate-version':
      return `version ${failure.version} has ${failure.files.length} scripts: ${failure.files.join(', ')}. Nothing was changed. Renumber all but one`;
    case 'version-gap':
      return `no script has version ${failure.missing.join(', ')}: numbers in ${failure.folder} must run from 1 without gaps. Nothing was changed. Renumber the scripts, or put back the one that is gone`;
    case 'no-reference':
      return `there is no reference${failure.reference === null ? '' : ` at ${failure.reference}`}. Nothing was changed. ${failure.reference === null ? 'Set the "reference" key of .fastmigrate, then make' : 'Make'} one with fastmigrate backup --ref`;
    case 'hook-failed':
      return `the hook ${failure.command.join(' ')} failed: ${failure.reason}. Nothing was applied. The backup is in ${failure.backup}`;
    case 'no-such-version':
      return `no script in ${failure.folder} has version ${failure.version}. Nothing was changed`;
    case 'database-missing':
      return `database file does not exist: ${failure.database}. Nothing was changed. Create it with fastmigrate create`;
    case 'unversioned':
      return `database has no version record: ${failure.database}. Nothing was changed. Take it under management with fastmigrate enroll or fastmigrate baseline`;
    case 'already-versioned':
      return `database is already managed, at version ${failure.version}: ${failure.database}. Nothing was changed`;
    case 'not-a-database':
      return `not a usable SQLite database: ${failure.database}: ${failure.reason}. Nothing was changed. Restore a backup with fastmigrate restore, or name another file`;
    case 'bad-version-record':
      return `the version record of ${failure.database} cannot be used: ${failure.reason}. Nothing was changed. Set the version by hand with fastmigrate baseline`;
    case 'busy':
      return describeBusy(failure);
    case 'worker-ended':
      return `the process that worked on ${failure.database} ended ${failure.reason}. What it had not committed is undone. Use fastmigrate run again`;
    case 'read-only':
      return `cannot write to ${failure.database}: ${failure.reason}. Check the permissions of the file, of its -wal and -shm files and of its folder`;
    case 'disk-full':
      return `no space left to write ${failure.path}: ${failure.reason}. Free some space and try again`;
    case 'io':
      return `${failure.path}: ${failure.reason}`;
    case 'changed-elsewhere':
      return `${failure.database} was changed by another program meanwhile: ${failure.reason}. Check it with fastmigrate status and try again`;
    case 'statement-failed':
      return `${failure.reason}. The migration was rolled back`;
    case 'protected-table':
      return `a migration must not write to ${failure.table}. The migration was rolled back. Use fastmigrate baseline to set the version`;
    case 'unfinished-transaction':
      return 'the script ends inside a transaction that it began itself. The migration was rolled back. Add COMMIT, or leave BEGIN out';
    case 'unreadable-script':
      return `the script cannot be read: ${failure.reason}. Nothing was run`;
    case 'foreign-key-violation':
      return `the migration leaves new foreign key violations: ${failure.violations
        .map(
          (v) =>
            `${v.rows} row${v.rows === 1 ? '' : 's'} of ${v.table} without a parent in ${v.parent}`,
        )
        .join(', ')}. The migration was rolled back`;
    case 'script-failed':
      return `the script ${failure.signal === null ? `exited with code ${failure.exitCode}` : `was ended by ${failure.signal}`}. The database is as it was before the script`;
    case 'script-not-started':
      return `cannot start ${failure.interpreter}: ${failure.reason}. The script was not run. Install it, or set the "python" key of .fastmigrate`;
    case 'not-put-back':
      return `the migration failed, and the database could not be put back: ${failure.reason}. What was there before is in ${failure.snapshot}. Remove the cause and use fastmigrate run again: it puts the snapshot back first`;
    case 'refused':
      return `not ${failure.what === undefined ? 'run' : 'generated'} in state ${failure.state}: ${failure.reasons
        .map((r) => `${r.file} is ${r.status}: ${r.resolve}`)
        .join('; ')}. Nothing was changed`;
    case 'backup-failed':
      return `cannot back up ${failure.database}: ${failure.reason}. Nothing was changed`;
    case 'backup-exists':
      return `backup file already exists: ${failure.file}. It was kept; try again in a second`;
    case 'not-a-backup':
      return `${failure.file} cannot be restored: ${failure.reason}. Nothing was changed`;
    case 'initial-exists':
      return `${failure.file} exists already, and enrolling never overwrites it. Nothing was changed. If it describes this database, use fastmigrate baseline 1`;
    case 'not-reproducible':
      return `a script written from ${failure.database} would not reproduce its schema: ${failure.differences.join('; ')}. Nothing was changed`;
    case 'unreadable-schema':
      return unreadableSchemaText(failure);
    case 'not-plannable':
      return `${failure.problems.map(({ object, reason }) => `${object}: ${reason}`).join('\n')}\nNothing was written`;
    case 'data-violates':
      return `the data do not fit the desired schema:\n${problemLines(failure.problems)}\nNothing was written. Correct these rows first, in a migration of its own`;
    case 'destructive':
      return `data would be lost:\n${problemLines(failure.problems)}\nNothing was written. Allow it with fastmigrate generate --allow-destructive`;
    case 'undecided-rename':
      return `${failure.candidates.map(undecidedLine).join('\n')}\nNothing was written`;
    case 'not-proven':
      return `the generated script does not do on a copy what it is for: ${failure.differences.join('; ')}. Nothing was written`;
    case 'no-desired-schema':
      return 'no desired schema is named. Nothing was written. Name one with --schema, or with the key "schema" of .fastmigrate';
    case 'schema-failed':
      return `${failure.reason}. The desired schema cannot be read. Nothing was changed`;
    case 'schema-source-failed':
      return `no desired schema from ${failure.source}: ${failure.reason}. Nothing was changed${failure.output === '' ? '' : `\n${failure.output}`}`;
    case 'script-not-replayed':
      return `${failure.reason}, so it is not run to tell the schema. Nothing was changed. Allow it with --scripts`;
    case 'script-not-rehearsed':
      return `${failure.reason}, and what it does there would be real, so the rehearsal ends before it. Nothing was changed`;
    case 'custom-backend':
      return `${failure.file} selects another database than a SQLite file, and this can be done with SQLite files only. Nothing was changed. ${failure.instead ?? 'docs/backends.md tells what other databases can do'}`;
    case 'bad-backend':
      return `${failure.file} cannot be used: ${failure.reason}. Nothing was changed`;
    case 'backend-failed':
      return `${failure.hook}: ${failure.reason}${OUTCOMES[failure.outcome]}`;
    case 'cancelled':
      return `${failure.what} was cancelled`;
  }
}

const OUTCOMES = {
  none: '',
  'rolled-back': '. The migration was rolled back',
  stays:
    '. There was no transaction around it, so what it did before that stays; the version does not count it',
};

function problemLines(problems: readonly ObjectProblem[]): string {
  return problems
    .map(({ object, reason, query }) =>
      query === undefined ? `${object}: ${reason}` : `${object}: ${reason}; list them: ${query}`,
    )
    .join('\n');
}

function undecidedLine({ table, from, to }: UndecidedRename): string {
  const [what, where] = table === null ? ['table', ''] : ['column', `${flagName(table)}.`];
  const answer = `${where}${flagName(from)}=${flagName(to)}`;
  return `${where}${to}: the ${what} ${from} is gone and ${to} is new, which may be a renaming. Answer with --rename ${answer}, or with --no-rename ${answer}`;
}

/** A name as the flags take it: in double quotes where it holds what separates names there. */
function flagName(name: string): string {
  return /[."=]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function describeBusy(failure: Extract<Failure, { readonly code: 'busy' }>): string {
  const { database, by = 'program', processes = [], script = 'a script' } = failure;
  const waited = `(waited ${(failure.waitedMs / 1000).toFixed(1)} s)`;
  const noun = processes.length === 1 ? 'process' : 'processes';
  const who = processes.length === 0 ? '' : `, ${noun} ${processes.join(', ')}`;
  switch (by) {
    case 'program':
      return `database is locked by another program${who}: ${database} ${waited}. Close the program that uses it, or wait, and try again`;
    case 'run':
      return `another run is at work on ${database}${who} ${waited}. Wait until it is done, or end it, and try again`;
    case 'script':
      return `${script} is still running on ${database} although its run was ended${who} ${waited}. Nothing was changed. Wait until it is done, or end that process, and try again`;
  }
}
