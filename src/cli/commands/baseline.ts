import { Command } from 'commander';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { parseVersion } from '../options.ts';
import { displayPath } from '../../core/project/discover.ts';
import { visible } from '../visible.ts';

/** `fastmigrate baseline N`: sets the version by hand. */
export function baselineCommand(host: Host): Command {
  return new Command('baseline')
    .description('set the version by hand, recording the scripts up to it as applied')
    .argument('<version>', 'version that the database is at', parseVersion)
    .action((version: number, options: SharedOptions) =>
      host.perform({
        options,
        body: async ({ project, runtime }) => {
          const { baselineProject } = await import('../../core/backend/baselineProject.ts');
          const report = await baselineProject(project, version, runtime);
          const shown = visible(displayPath(project.database, runtime.cwd));
          const json = { ok: true, database: project.database, ...report };
          const backup =
            report.backup === undefined
              ? ''
              : `Backup: ${visible(displayPath(report.backup, runtime.cwd))}\n`;
          return {
            code: 0,
            json,
            text: `${shown} is at version ${report.version}\n${backup}`,
          };
        },
      }),
    );
}
