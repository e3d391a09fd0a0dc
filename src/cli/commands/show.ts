import { Command } from 'commander';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { parseVersion } from '../options.ts';
import { scriptOptions } from '../scriptOptions.ts';
import { visibleLines } from '../visible.ts';

/** `fastmigrate show [N]`: the schema after the scripts up to N. Touches no database but one of its own. */
export function showCommand(host: Host): Command {
  return new Command('show')
    .description('print the schema as of a version, by applying the scripts to an empty database')
    .argument('[version]', 'version of a script, or 0 (default: the last one)', parseVersion)
    .option('--scripts', 'run .py and .sh scripts too, and those that attach other files')
    .action((version: number | undefined, flags: SharedOptions & { readonly scripts?: boolean }) =>
      host.perform({
        options: flags,
        keepsOut: true,
        body: async ({ project, runtime }) => {
          const { invalidUpTo, readFolder } = await import('../../core/migration/folder.ts');
          const { schemaAtVersion } = await import('../../core/replay/replay.ts');
          const { definitionsText } = await import('../../core/schema/schemaText.ts');
          const folder = readFolder(project);
          const wanted = version ?? folder.migrations.at(-1)?.version ?? 0;
          for (const { file, reason } of invalidUpTo(folder, project, version))
            runtime.emit({ type: 'warning', text: `${file} is left out: ${reason}` });
          const { ownProcessGroup = false } = scriptOptions();
          const options = { scripts: flags.scripts === true, ownProcessGroup };
          const replayed = await schemaAtVersion(project, wanted, runtime, options);
          const text = definitionsText(replayed.objects);
          return {
            code: 0,
            json: { version: replayed.version, objects: replayed.objects },
            // As it is for a file or another program, and safe to look at on a terminal.
            text: process.stdout.isTTY ? visibleLines(text) : text,
          };
        },
      }),
    );
}
