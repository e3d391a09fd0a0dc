import { nothing } from './failureError.ts';
import type { FailureOf, Said } from './failureError.ts';
import type { ObjectProblem, UndecidedRename } from './failure.ts';
import { AGAIN, ROLLED_BACK, UNCHANGED, UNWRITTEN } from './leftText.ts';

/** Failures that neither `status` nor most runs come to. Their texts are loaded when there is one. */
export type RareCode =
  | 'hook-failed'
  | 'initial-exists'
  | 'not-reproducible'
  | 'not-plannable'
  | 'data-violates'
  | 'destructive'
  | 'undecided-rename'
  | 'not-proven'
  | 'no-desired-schema'
  | 'schema-failed'
  | 'schema-source-failed'
  | 'script-not-replayed'
  | 'script-not-rehearsed'
  | 'bad-backend'
  | 'backend-failed'
  | 'restore-unfinished'
  | 'worker-ended'
  | 'backup-exists'
  | 'not-a-backup'
  | 'no-reference';

export type RareFailure = FailureOf<RareCode>;

/** The parts of the text. */
export function rareSaid(failure: RareFailure): Said {
  return (SAID[failure.code] as (given: RareFailure) => Said)(failure);
}

const SAID: { readonly [C in RareCode]: (failure: FailureOf<C>) => Said } = {
  'no-reference': ({ reference }) =>
    nothing(
      `there is no reference${reference === null ? '' : ` at ${reference}`}`,
      `${reference === null ? 'Set the "reference" key of .fastmigrate, then make' : 'Make'} one with fastmigrate backup --ref`,
    ),
  'hook-failed': ({ command, reason, backup }) => ({
    what: `the hook ${command.join(' ')} failed: ${reason}`,
    left: 'Nothing was applied',
    todo: `The backup is in ${backup}. ${AGAIN}`,
  }),
  'worker-ended': ({ database, reason }) => ({
    what: `the process that worked on ${database} ended ${reason}`,
    left: 'What it had not committed is undone',
    todo: 'Use fastmigrate run again',
  }),
  'restore-unfinished': ({ database, reason, backup }) => ({
    what: `${database} has its new content, but then something failed: ${reason}`,
    left: backup === undefined ? 'The new content stays' : `What was there before is in ${backup}`,
    todo: 'Check it with fastmigrate status',
  }),
  'backup-exists': ({ file }) => ({
    what: `backup file already exists: ${file}`,
    left: 'It was kept, and nothing was changed',
    todo: 'Try again in a second',
  }),
  'not-a-backup': ({ file, reason }) =>
    nothing(`${file} cannot be restored: ${reason}`, 'Name a backup with fastmigrate restore FILE'),
  'initial-exists': ({ file }) =>
    nothing(
      `${file} exists already, and enrolling never overwrites it`,
      'If it describes this database, use fastmigrate baseline 1',
    ),
  'not-reproducible': ({ database, differences }) =>
    nothing(
      `a script written from ${database} would not reproduce its schema: ${differences.join('; ')}`,
      'Write the first script yourself and use fastmigrate baseline 1',
    ),
  'not-plannable': ({ problems }) => ({
    what: linesOf(problems.map(({ object, reason }) => `${object}: ${reason}`)),
    left: UNWRITTEN,
    todo: 'Change the desired schema, or do this in a script of your own',
  }),
  'data-violates': ({ problems }) => ({
    what: linesOf(['the data do not fit the desired schema:', ...problems.map(problemLine)]),
    left: UNWRITTEN,
    todo: 'Correct these rows first, in a migration of its own, or give a new column a default',
  }),
  destructive: ({ problems }) => ({
    what: linesOf(['data would be lost:', ...problems.map(problemLine)]),
    left: UNWRITTEN,
    todo: 'Allow it with the option --allow-destructive of fastmigrate generate or diff',
  }),
  'undecided-rename': ({ candidates }) => ({
    what: linesOf(candidates.map(undecidedLine)),
    left: UNWRITTEN,
  }),
  'not-proven': ({ differences }) => ({
    what: `the generated script does not do on a copy what it is for: ${differences.join('; ')}`,
    left: UNWRITTEN,
    todo: 'Write this script yourself',
  }),
  'no-desired-schema': () => ({
    what: 'no desired schema is named',
    left: UNWRITTEN,
    todo: 'Name one with --schema, or with the key "schema" of .fastmigrate',
  }),
  'schema-failed': ({ reason }) => nothing(`${reason}. The desired schema cannot be read`),
  'schema-source-failed': ({ source, reason, output, flag = '--schema' }) =>
    nothing(
      `no ${flag === '--schema' ? 'desired ' : ''}schema from ${source}: ${reason}`,
      `Correct it, or name another one with ${flag}${output === '' ? '' : `\n${output}`}`,
    ),
  'script-not-replayed': ({ reason }) =>
    nothing(`${reason}, so it is not run to tell the schema`, 'Allow it with --scripts'),
  'script-not-rehearsed': ({ reason }) =>
    nothing(
      `${reason}, and what it does there would be real, so the rehearsal ends before it`,
      'Rehearse up to the script before it with --to',
    ),
  'bad-backend': ({ file, reason }) =>
    nothing(`${file} cannot be used: ${reason}`, 'docs/backends.md tells what it has to hold'),
  'backend-failed': ({ hook, reason, outcome }) => ({
    what: `${hook}: ${reason}`,
    ...OUTCOMES[outcome],
  }),
};

const OUTCOMES = {
  none: { left: UNCHANGED, todo: AGAIN },
  'rolled-back': { left: ROLLED_BACK },
  stays: {
    left: 'There was no transaction around it, so what it did before that stays; the version does not count it',
  },
};

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function problemLine({ object, reason, query }: ObjectProblem): string {
  return query === undefined ? `${object}: ${reason}` : `${object}: ${reason}; list them: ${query}`;
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
