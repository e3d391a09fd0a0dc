import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { withoutPasswords } from '../core/project/connection.ts';

/** Options that every command takes. */
export interface SharedOptions {
  readonly db?: string;
  readonly migrations?: string;
  readonly config?: string;
  readonly name?: string;
  /** Seconds to wait for another run on the same database. */
  readonly wait?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Adds the options that every command takes, after its own. */
export function addShared(command: Command): Command {
  return command
    .helpOption('-h, --help', 'show this help')
    .option(
      '--db <file>',
      'database file (default: data/database.db); status, run and backup also take a pattern such as tenants/*.db, and - for a list on standard input',
    )
    .option('--migrations <folder>', 'migrations folder (default: migrations)')
    .option('--config <file>', 'configuration file (default: .fastmigrate)')
    .option('--name <name>', 'use the [database NAME] section of the configuration file')
    .option('--json', 'print one JSON document on stdout and nothing else')
    .option('-v, --verbose', 'say more on stderr');
}

/** Parses a version argument. Anything but a whole number from 0 to 9999 is a usage error. */
export function parseVersion(text: string): number {
  if (!/^\d{1,4}$/u.test(text))
    throw new InvalidArgumentError('It is a whole number from 0 to 9999.');
  return Number(text);
}

/** Adds `--wait`, for commands that take turns. */
export function addWait(command: Command): Command {
  return command.option(
    '--wait <seconds>',
    'how long to wait for another run on the same database (default: 600; restore: 10)',
    parseSeconds,
  );
}

function parseSeconds(text: string): number {
  if (!/^\d{1,6}(\.\d+)?$/u.test(text))
    throw new InvalidArgumentError('It is a number of seconds from 0 up.');
  return Number(text);
}

/** The options that name the project, as the person gave them, to repeat them in a suggested command. */
export function repeatOptions(options: SharedOptions): string {
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['--db', options.db],
    ['--migrations', options.migrations],
    ['--config', options.config],
    ['--name', options.name],
  ];
  return pairs
    .map(([flag, value]) =>
      value === undefined ? '' : ` ${flag}${separator(value)}${shellWord(withoutPasswords(value))}`,
    )
    .join('');
}

/** What begins like an option is taken for one, unless it is part of the same word. */
function separator(value: string): string {
  return /^-./u.test(value) ? '=' : ' ';
}

/** A word as one types it in a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
