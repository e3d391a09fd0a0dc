import { Command } from 'commander';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { displayPath } from '../../core/project/discover.ts';
import { visible } from '../visible.ts';

/** `fastmigrate enroll`: takes an unversioned database under management. */
export function enrollCommand(host: Host): Command {
  return new Command('enroll')
    .description('take an existing database under management, at version 1')
    .action((options: SharedOptions) =>
      host.perform({
        options,
        body: async ({ project, runtime }) => {
          const { enroll } = await import('../../core/migration/enroll.ts');
          const report = await enroll(project, runtime);
          const shown = visible(displayPath(project.database, runtime.cwd));
          const script = visible(displayPath(report.script, runtime.cwd));
          const text = `Wrote ${script}, which reproduces the schema\n${shown} is at version ${report.version}\n`;
          return { code: 0, json: { ok: true, ...report }, text };
        },
      }),
    );
}
