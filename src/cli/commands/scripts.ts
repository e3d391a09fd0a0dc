import { basename } from 'node:path';
import { Command } from 'commander';
import { addBackup } from '../backupOptions.ts';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { parseVersion } from '../options.ts';
import { scriptOptions } from '../scriptOptions.ts';
import { visible } from '../visible.ts';
import { runFailed, runOutcome } from './run.ts';

/** `fastmigrate apply FILE`: one script, which must be the next pending one. */
export function applyCommand(host: Host): Command {
  return addBackup(new Command('apply'))
    .description('apply one script, which must be the next pending one')
    .argument('<file>', 'name of the script')
    .action((file: string, flags: SharedOptions & { readonly backup?: boolean }) =>
      host.perform({
        options: flags,
        failed: runFailed,
        body: (context) =>
          runOutcome(context, {
            only: nameIn(context.project.migrations, file),
            ...(flags.backup === undefined ? {} : { backup: flags.backup }),
            ...scriptOptions(),
          }),
      }),
    );
}

/** A path is as good as a name; a declarative script is named with its folder. */
function nameIn(migrations: string, file: string): string {
  const parts = file.split(/[\\/]/);
  const declared = parts.at(-2) === 'views_indexes_triggers';
  return declared && basename(migrations) !== 'views_indexes_triggers'
    ? parts.slice(-2).join('/')
    : (parts.at(-1) ?? file);
}

/** `fastmigrate record VERSION...`: records scripts as they are now, where that changes nothing. */
export function recordCommand(host: Host): Command {
  return new Command('record')
    .description(
      'record applied scripts as they are now: harmless edits, or what another tool applied',
    )
    .argument('<version...>', 'versions of the scripts', collectVersion)
    .action((versions: readonly number[], flags: SharedOptions) =>
      host.perform({
        options: flags,
        body: async ({ project, runtime }) => {
          const { recordScripts } = await import('../../core/migration/rerecord.ts');
          const { recorded } = await recordScripts(project, versions, runtime);
          const text = `Recorded version ${recorded.join(', ')}\n`;
          return { code: 0, json: { ok: true, recorded }, text };
        },
      }),
    );
}

function collectVersion(text: string, earlier: readonly number[] | undefined): readonly number[] {
  return [...(earlier ?? []), parseVersion(text)];
}

/** `fastmigrate renumber FILE`: the next free number for a script that was never applied. */
export function renumberCommand(host: Host): Command {
  return new Command('renumber')
    .description('give an unapplied script the next free number')
    .argument('<file>', 'name of the script')
    .action((file: string, flags: SharedOptions) =>
      host.perform({
        options: flags,
        body: async ({ project, runtime }) => {
          const { renumber } = await import('../../core/migration/renumber.ts');
          const done = await renumber(project, nameIn(project.migrations, file), runtime);
          const changed = done.changed.map((each) => `Changed ${visible(each)}\n`).join('');
          const text = `${visible(done.from)} is now ${visible(done.to)}\n${changed}`;
          return { code: 0, json: { ok: true, ...done }, text };
        },
      }),
    );
}
