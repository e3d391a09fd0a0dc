import type { ArgOption, ArgParser } from './argOption.ts';

const HELP: ArgOption = {
  flags: ['-h', '--help'],
  kind: 'help',
  help: 'show this help message and exit',
};
const DB: ArgOption = {
  flags: ['--db'],
  kind: 'value',
  help: 'database file (default: data/database.db)',
};
const MIGRATIONS: ArgOption = {
  flags: ['--migrations'],
  kind: 'value',
  help: 'migrations folder (default: migrations)',
};
const CONFIG: ArgOption = {
  flags: ['--config_path'],
  kind: 'value',
  help: 'configuration file (default: .fastmigrate)',
};
const VERBOSE: ArgOption = {
  flags: ['-v', '--verbose'],
  kind: 'flag',
  help: 'print debug lines on stderr',
};
const BACKUP: ArgOption = { flags: ['--backup'], kind: 'flag', help: 'back the database up first' };

const SHARED = [HELP, DB, CONFIG];
const WITH_MIGRATIONS = [HELP, DB, MIGRATIONS, CONFIG];

export const createParser: ArgParser = {
  prog: 'fastmigrate_create_db',
  description: 'Make a new versioned SQLite database, unless there is one.',
  options: SHARED,
};

export const checkParser: ArgParser = {
  prog: 'fastmigrate_check_version',
  description: 'Print the version of this program and of the database.',
  options: SHARED,
};

export const backupParser: ArgParser = {
  prog: 'fastmigrate_backup_db',
  description: 'Back the database up, with the time in the name of the copy.',
  options: SHARED,
};

export const runParser: ArgParser = {
  prog: 'fastmigrate_run_migrations',
  description: 'Apply the pending migrations.',
  options: [...WITH_MIGRATIONS, VERBOSE, BACKUP],
};

export const enrollParser: ArgParser = {
  prog: 'fastmigrate_enroll_db',
  description: 'Take an existing database under management, at version 1.',
  options: WITH_MIGRATIONS,
};
