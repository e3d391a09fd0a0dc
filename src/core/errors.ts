import { badArgumentText, FailureError, unreadableSchemaText } from './failureError.ts';
import type { ErrorReport, Failure, ObjectProblem, UndecidedRename } from './failure.ts';

export type {
  ErrorReport,
  Failure,
  FailureCode,
  ForeignKeyViolation,
  Holder,
  ObjectProblem,
  Position,
  Refusal,
  UndecidedRename,
} from './failure.ts';

/** The one error class of the engine. Its message says what happened, where, and what to do. */
export class MigrateError extends FailureError {
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure, describe(failure), options);
  }

  override report(changed: boolean): ErrorReport {
    const { code } = this.failure;
    return super.report(changed || code === 'restore-unfinished' || code === 'not-put-back');
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
    case 'restore-unfinished':
      return `${failure.database} has its new content, but then something failed: ${failure.reason}. ${failure.backup === undefined ? '' : `What was there before is in ${failure.backup}. `}Check it with fastmigrate status`;
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
