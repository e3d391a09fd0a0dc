import type { Step } from './goldenFacts.ts';

const UNREADABLE =
  'not a usable SQLite database: FOLDER/app.db: file is not a database. Nothing was changed. ' +
  'Restore a backup with fastmigrate restore, or name another file';

/** Where our executables answer otherwise than the real tool, by folder and command. docs/differences.md says why. */
export const DIFFERENCES: Readonly<Record<string, Partial<Step>>> = {
  // The real tool ends in a traceback.
  'fm-duplicate: fastmigrate_run_migrations --db app.db --migrations migrations --verbose': {
    stderr:
      'DEBUG: mode=sqlite db=app.db migrations_dir=migrations\nDEBUG: db_exists=True\nDEBUG: current_version=0\n' +
      'Error: Duplicate migration version 1: migrations/0001-books.sql and migrations/0001-shelves.sql\n',
  },
  // An option wins even where it equals the default.
  'fm-config-file: fastmigrate_check_version --db data/database.db': {
    exit: 1,
    stdout: 'FastMigrate version: 0.5.3\nDatabase file does not exist: data/database.db\n',
  },
  // Nothing of a failed script stays, and its place is named first. What the folder holds was left by the real tool.
  'fm-failed-midway: fastmigrate_run_migrations --db app.db --migrations migrations --verbose': {
    stderr:
      debug(3, [1, 2, 3, 4, 5], [4, 5]) +
      'DEBUG: apply version=4 script=0004-loans.sql\n' +
      'migrations/0004-loans.sql:1:14: error: table loan already exists. The migration was rolled back\n' +
      '  1 | CREATE TABLE loan (id INTEGER PRIMARY KEY, book_id INTEGER);\n                   ^\n' +
      'Error executing SQL script migrations/0004-loans.sql:\n' +
      '  table loan already exists. The migration was rolled back\n' +
      'Migration failed: migrations/0004-loans.sql\n  • 0 migrations applied\n  • 1 migrations failed\n',
  },
  // Output of a script is shown while it runs; afterwards comes the exit code.
  'fm-py-sh: fastmigrate_run_migrations --db app.db --migrations migrations --verbose': {
    stderr:
      debug(3, [1, 2, 3, 4], [4]) +
      'DEBUG: apply version=4 script=0004-fail.py\nwhy it failed\n' +
      'migrations/0004-fail.py: error: the script exited with code 7. The database is as it was before the script\n' +
      'Error executing Python script migrations/0004-fail.py:\n' +
      '  the script exited with code 7. The database is as it was before the script\n' +
      'Migration failed: migrations/0004-fail.py\n  • 0 migrations applied\n  • 1 migrations failed\n',
  },
  // A damaged file is no unversioned database.
  'fm-corrupt: fastmigrate_check_version --db app.db': {
    exit: 1,
    stdout: 'FastMigrate version: 0.5.3\n',
    stderr: `Error: ${UNREADABLE}\n`,
  },
  'fm-corrupt: fastmigrate_create_db --db app.db': {
    stdout: `Creating database at app.db\nError: ${UNREADABLE}\n`,
  },
  'fm-corrupt: fastmigrate_run_migrations --db app.db --migrations migrations': {
    stderr: `Error: ${UNREADABLE}\n`,
  },
  'fm-corrupt: fastmigrate_backup_db --db app.db': {
    stdout: 'Error during backup: file is not a database\n',
  },
  'fm-corrupt: fastmigrate_enroll_db --db app.db --migrations m2': {
    stderr: `Error: ${UNREADABLE}\n`,
  },
};

function debug(version: number, versions: readonly number[], pending: readonly number[]): string {
  return (
    'DEBUG: mode=sqlite db=app.db migrations_dir=migrations\nDEBUG: db_exists=True\n' +
    `DEBUG: current_version=${version}\nDEBUG: migration_versions=[${versions.join(', ')}]\n` +
    `DEBUG: pending_versions=[${pending.join(', ')}]\n`
  );
}
