import { Command, Option } from 'commander';
import type { CommandRun, Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { addShared } from '../options.ts';
import { scriptOptions } from '../scriptOptions.ts';
import { createOutcome } from './create.ts';
import { runFailed, runOutcome } from './run.ts';

interface EarlyFlags extends SharedOptions {
  readonly config_path?: string;
  readonly createdb?: boolean;
  readonly create_db?: boolean;
  readonly check_db_version?: boolean;
  readonly backup?: boolean;
}

/** The early form, without a command word: makes the database, or runs what is pending. */
export function earlyCommand(host: Host): Command {
  return addShared(new Command('fastmigrate').usage('[--createdb] [--backup] [options]'))
    .option('--config_path <file>', 'as --config')
    .option('--createdb', 'make a database at version 0, unless there is one, and run nothing')
    .addOption(new Option('--create_db').hideHelp())
    .addOption(new Option('--check_db_version').hideHelp())
    .option(
      '--backup',
      'back the database up, then run what is pending; with --createdb, in the new one',
    )
    .action((flags: EarlyFlags) => {
      const config = flags.config_path ?? flags.config;
      return host.perform({
        options: config === undefined ? flags : { ...flags, config },
        ...(flags.check_db_version === true ? VERSION_ONLY : makeOrRun(flags)),
      });
    });
}

/** Only tells the version. That there is none is an answer, as for `fastmigrate_check_version`. */
const VERSION_ONLY: Pick<CommandRun, 'body'> = {
  body: async ({ project }) => {
    const { reading } = await import('../../core/database/open.ts');
    const { requireVersion, versionRecord } = await import('../../core/database/version.ts');
    const { database, convention } = project;
    const version = reading(database, (connection) =>
      versionRecord(connection, convention).kind === 'none'
        ? null
        : requireVersion(connection, database, convention),
    );
    const text =
      version === null
        ? 'Database is unversioned (no _meta table)\n'
        : `Database version: ${version}\n`;
    return { code: 0, json: { ok: true, database, version }, text };
  },
};

/** `--createdb` alone runs nothing, as in the Python tool: the database that it makes is empty. */
function makeOrRun(flags: EarlyFlags): Pick<CommandRun, 'body' | 'failed'> {
  const makes = flags.createdb === true || flags.create_db === true;
  if (makes && flags.backup !== true) return { body: createOutcome };
  return {
    failed: runFailed,
    body: async (context) => {
      if (makes) await createOutcome(context);
      return runOutcome(context, {
        ...(flags.backup === true ? { backup: true } : {}),
        ...scriptOptions(),
      });
    },
  };
}
