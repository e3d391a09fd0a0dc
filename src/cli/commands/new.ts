import { Command, Option } from 'commander';
import type { ScriptKind } from '../../core/migration/report.ts';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { displayPath } from '../../core/project/discover.ts';
import { visible } from '../visible.ts';

/** `fastmigrate new NAME`: the next numbered script. */
export function newScriptCommand(host: Host): Command {
  return new Command('new')
    .description('write the next numbered script')
    .argument('<name...>', 'what it does, such as: add tags table')
    .addOption(
      new Option('--kind <kind>', 'kind of script').choices(['sql', 'py', 'sh']).default('sql'),
    )
    .action((words: readonly string[], flags: SharedOptions & { readonly kind: ScriptKind }) =>
      host.perform({
        options: flags,
        fleet: 'same',
        body: async ({ project, runtime }) => {
          const { newMigration } = await import('../../core/migration/newMigration.ts');
          const { file } = newMigration(project, words.join(' '), flags.kind);
          return {
            code: 0,
            json: { ok: true, file },
            text: `${visible(displayPath(file, runtime.cwd))}\n`,
          };
        },
      }),
    );
}
