import { Command } from 'commander';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { addShared } from '../options.ts';
import { scriptOptions } from '../scriptOptions.ts';
import { runFailed, runOutcome } from './run.ts';

interface EarlyFlags extends SharedOptions {
  readonly config_path?: string;
  readonly createdb?: boolean;
  readonly backup?: boolean;
}

/** The early form, without a command word: makes the database where asked to, then runs what is pending. */
export function earlyCommand(host: Host): Command {
  return addShared(new Command('fastmigrate').usage('[--createdb] [--backup] [options]'))
    .option('--config_path <file>', 'as --config')
    .option('--createdb', 'make the database first, if there is none')
    .option('--backup', 'back the database up first')
    .action((flags: EarlyFlags) =>
      host.perform({
        options: flags.config_path === undefined ? flags : { ...flags, config: flags.config_path },
        failed: runFailed,
        body: async (context) => {
          if (flags.createdb === true) {
            const { createProject } = await import('../../core/backend/createProject.ts');
            await createProject(context.project, context.runtime);
          }
          return runOutcome(context, {
            ...(flags.backup === true ? { backup: true } : {}),
            ...scriptOptions(),
          });
        },
      }),
    );
}
