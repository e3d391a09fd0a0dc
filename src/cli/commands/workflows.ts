import { Command } from 'commander';
import type { TablePreview } from '../../core/backup/backupFile.ts';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { confirm } from '../prompt.ts';
import { scriptOptions } from '../scriptOptions.ts';
import { visible } from '../visible.ts';
import { workflowOutcome } from '../workflowText.ts';

interface DevFlags extends SharedOptions {
  readonly restoreScripts?: boolean;
  readonly reset?: boolean;
}

/** `fastmigrate dev`: what a developer's server does when it starts. */
export function devCommand(host: Host): Command {
  return new Command('dev')
    .description("bring a developer's database up to date, from the reference where needed")
    .option('--restore-scripts', 'write conflicting scripts back from the reference')
    .option('--reset', 'begin with an empty database where there is no reference')
    .action((flags: DevFlags) =>
      host.perform({
        options: flags,
        body: async (context) => {
          const { dev } = await import('../../core/workflow/dev.ts');
          const asks = host.terminal.canAsk && flags.json !== true;
          const options = {
            ...scriptOptions(),
            restoreScripts: flags.restoreScripts === true,
            reset: flags.reset === true,
            ...(asks ? { approveReset } : {}),
          };
          return workflowOutcome(context, await dev(context.project, options, context.runtime));
        },
      }),
    );
}

async function approveReset(losses: readonly TablePreview[]): Promise<boolean> {
  const rows = losses.map(({ table, onlyNow }) => `${onlyNow} of ${visible(table)}`).join(', ');
  const lost = rows === '' ? 'It holds no rows.' : `Rows that would go: ${rows}.`;
  return confirm(
    `An applied script was edited, and there is no reference. ${lost} Begin with an empty database?`,
  );
}

/** `fastmigrate ci`: what a deployment does. */
export function ciCommand(host: Host): Command {
  return new Command('ci')
    .description('back up, run the hook, then apply what is pending; restores nothing')
    .option('--atomic', 'apply all of them in one transaction, or none')
    .action((flags: SharedOptions & { readonly atomic?: boolean }) =>
      host.perform({
        options: flags,
        body: async (context) => {
          const { ciProject } = await import('../../core/backend/ciProject.ts');
          const options = { ...scriptOptions(), atomic: flags.atomic === true };
          return workflowOutcome(
            context,
            await ciProject(context.project, options, context.runtime),
          );
        },
      }),
    );
}
