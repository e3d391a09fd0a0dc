import { Command, Option } from 'commander';
import type { CommandRun, Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { addShared } from '../options.ts';
import { scriptOptions } from '../scriptOptions.ts';
import { versionOutcome } from '../earlyVersion.ts';
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
        ...(flags.check_db_version === true ? { body: versionOutcome } : makeOrRun(flags)),
      });
    });
}

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
