import { Command } from 'commander';
import type { Host } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { displayPath } from '../../core/project/discover.ts';
import { visible } from '../visible.ts';

/** `fastmigrate backup`: a verified copy with the time in its name. */
export function backupCommand(host: Host): Command {
  return new Command('backup')
    .description('back the database up')
    .action((options: SharedOptions) =>
      host.perform({
        options,
        body: async ({ project, runtime }) => {
          const { backupDatabase } = await import('../../core/backup/backup.ts');
          const { file } = await backupDatabase(project, runtime);
          const text = `Backup: ${visible(displayPath(file, runtime.cwd))}\n`;
          return { code: 0, json: { ok: true, file }, text };
        },
      }),
    );
}
