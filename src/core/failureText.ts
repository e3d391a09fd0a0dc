import { badArgument, FailureError, nothing, textOf, unreadableSchema } from './failureError.ts';
import type { FailureOf, Said } from './failureError.ts';
import type { Failure, FailureCode } from './failure.ts';
import { AGAIN, EARLIER, PUT_BACK, ROLLED_BACK, UNCHANGED, UNKNOWN, UNRUN } from './leftText.ts';
import { rareSaid } from './rareFailureText.ts';
import type { RareCode, RareFailure } from './rareFailureText.ts';
import { violationRemedy, violationText } from './violationText.ts';

/** The text of a failure: what happened, where, whether anything changed, what to do. One paragraph. */
export function describe(failure: Failure): string {
  return textOf(saidOf(failure));
}

/** The text without what is left. */
export function seen(failure: Failure): string {
  const { what, todo } = saidOf(failure);
  return todo === undefined ? what.trimEnd() : textOf({ what, left: todo });
}

/** What happened, for a text that says itself what that left. */
export function whatOf(error: unknown): string {
  if (error instanceof FailureError) return saidOf(error.failure).what.trimEnd();
  return error instanceof Error ? error.message : String(error);
}

/** The parts of the text. This is the one place where it is decided what is said to be left. */
export function saidOf(failure: Failure): Said {
  const said = partsOf(failure);
  if (failure.leaves === 'unknown') return { ...said, left: UNKNOWN };
  const nothing = said.left === UNCHANGED || said.left === UNRUN;
  return failure.leaves === 'earlier' && nothing ? { ...said, left: EARLIER } : said;
}

function partsOf(failure: Failure): Said {
  const known: { readonly [code: string]: unknown } = SAID;
  const say = known[failure.code] as ((given: Failure) => Said) | undefined;
  return say === undefined ? rareSaid(failure as RareFailure) : say(failure);
}

const SAID: { readonly [C in Exclude<FailureCode, RareCode>]: (failure: FailureOf<C>) => Said } = {
  'bad-argument': badArgument,
  'bad-config': ({ key, reason }) =>
    nothing(key === undefined ? reason : `key "${key}": ${reason}`),
  'no-migrations-folder': ({ folder, reason, unlisted }) =>
    nothing(
      `cannot read the migrations folder ${folder}: ${reason}`,
      `${unlisted === true ? 'Make it a folder that you may read,' : 'Create the folder'} or name another one with --migrations`,
    ),
  'invalid-migration': ({ file, reason, putBack }) => ({
    what: `${file}: ${reason}`,
    left: putBack === true ? PUT_BACK : UNCHANGED,
    todo: putBack === true ? 'Correct the script' : 'Correct it, or take it out of the folder',
  }),
  'duplicate-version': ({ version, files }) =>
    nothing(
      `version ${version} has ${files.length} scripts: ${files.join(', ')}`,
      'Renumber all but one with fastmigrate renumber',
    ),
  'version-gap': ({ missing, folder }) =>
    nothing(
      `no script has version ${missing.join(', ')}: numbers in ${folder} must run from 1 without gaps`,
      'Renumber the scripts, or put back the one that is gone',
    ),
  'no-such-version': ({ version, folder, invalid }) =>
    nothing(
      invalid === undefined
        ? `no script in ${folder} has version ${version}`
        : `the script of version ${version} in ${folder} cannot be used: ${invalid.file}: ${invalid.reason}`,
      `${invalid === undefined ? 'Name' : 'Correct it, or name'} a version that fastmigrate status lists`,
    ),
  'database-missing': ({ database }) =>
    nothing(
      `database file does not exist: ${database}`,
      'Create it with fastmigrate create, or name another file',
    ),
  unversioned: ({ database }) =>
    nothing(
      `database has no version record: ${database}`,
      'Take it under management with fastmigrate enroll or fastmigrate baseline',
    ),
  'already-versioned': ({ database, version }) =>
    nothing(
      `database is already managed, at version ${version}: ${database}`,
      'Look at it with fastmigrate status',
    ),
  'not-a-database': ({ database, reason }) =>
    nothing(
      `not a usable SQLite database: ${database}: ${reason}`,
      'Restore a backup with fastmigrate restore, or name another file',
    ),
  'bad-version-record': ({ database, reason, written, remedy }) =>
    nothing(
      `the version record of ${database} cannot be used: ${reason}`,
      remedy ??
        `${written === true ? 'Correct' : 'Set the version by hand with fastmigrate baseline, or correct'} the table with SQL of your own`,
    ),
  busy,
  'read-only': ({ database, reason, unread }) =>
    nothing(
      `cannot ${unread === true ? 'read' : 'write to'} ${database}: ${reason}`,
      'Check the permissions of the file and its folder, and of the -wal and -shm files of a database',
    ),
  'disk-full': ({ path, reason }) =>
    nothing(`no space left to write ${path}: ${reason}`, 'Free some space and try again'),
  io: ({ path, reason, backup }) =>
    nothing(
      `${path}: ${reason}`,
      backup === undefined ? AGAIN : `What was there before is in ${backup}. ${AGAIN}`,
    ),
  'changed-elsewhere': ({ database, reason }) =>
    nothing(
      `${database} was changed by another program meanwhile: ${reason}`,
      'Check it with fastmigrate status and try again',
    ),
  'statement-failed': ({ reason }) => ({ what: reason, left: ROLLED_BACK }),
  'protected-table': ({ table }) => ({
    what: `a migration must not write to ${table}`,
    left: ROLLED_BACK,
    todo: 'Use fastmigrate baseline to set the version',
  }),
  'unfinished-transaction': () => ({
    what: 'the script ends inside a transaction that it began itself',
    left: ROLLED_BACK,
    todo: 'Add COMMIT, or leave BEGIN out',
  }),
  'unreadable-script': ({ reason }) => ({
    what: `the script cannot be read: ${reason}`,
    left: UNRUN,
  }),
  'foreign-key-violation': ({ violations }) => ({
    what: `the migration leaves new foreign key violations: ${violations.map(violationText).join(', ')}`,
    left: ROLLED_BACK,
    todo: violationRemedy(violations),
  }),
  'script-failed': ({ signal, exitCode }) => ({
    what: `the script ${signal === null ? `exited with code ${exitCode}` : `was ended by ${signal}`}`,
    left: PUT_BACK,
  }),
  'script-not-started': ({ file, interpreter, reason }) => ({
    what: `cannot start ${interpreter}: ${reason}`,
    left: 'The script was not run',
    todo: `Install it, or ${file.endsWith('.sh') ? 'name another one in FASTMIGRATE_SHELL' : 'set the "python" key of .fastmigrate'}`,
  }),
  'not-put-back': ({ snapshot, reason }) => ({
    what: `the migration failed, and the database could not be put back: ${reason}`,
    left: `What was there before is in ${snapshot}`,
    todo: 'Remove the cause and use fastmigrate run again: it puts the snapshot back first',
  }),
  refused: ({ what, state, reasons }) =>
    nothing(
      `not ${what === undefined ? 'run' : 'generated'} in state ${state}: ${reasons
        .map((r) => `${r.file} is ${r.status}: ${r.resolve}`)
        .join('; ')}`,
    ),
  'backup-failed': ({ database, reason }) =>
    nothing(`cannot back up ${database}: ${reason}`, AGAIN),
  'unreadable-schema': unreadableSchema,
  'custom-backend': ({ file, instead }) =>
    nothing(
      `${file} selects another database than a SQLite file, and this can be done with SQLite files only`,
      instead ?? 'docs/backends.md tells what other databases can do',
    ),
  cancelled: ({ what }) => nothing(`${what} was cancelled`),
};

function busy(failure: FailureOf<'busy'>): Said {
  const { database, by = 'program', processes = [], script = 'a script' } = failure;
  const waited = `(waited ${(failure.waitedMs / 1000).toFixed(1)} s)`;
  const noun = processes.length === 1 ? 'process' : 'processes';
  const who = processes.length === 0 ? '' : `, ${noun} ${processes.join(', ')}`;
  switch (by) {
    case 'program':
      return nothing(
        `database is locked by another program${who}: ${database} ${waited}`,
        'Close the program that uses it, or wait, and try again',
      );
    case 'run':
      return nothing(
        `another run is at work on ${database}${who} ${waited}`,
        'Wait until it is done, or end it, and try again',
      );
    case 'script':
      return nothing(
        `${script} is still running on ${database} although its run was ended${who} ${waited}`,
        'Wait until it is done, or end that process, and try again',
      );
  }
}
