import { resolve } from 'node:path';
import { Command } from 'commander';
import { addFleet } from '../fleetOptions.ts';
import type { Context, Host, Outcome } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { displayPath } from '../../core/project/discover.ts';
import { visible } from '../visible.ts';

interface BackupFlags extends SharedOptions {
  readonly ref?: boolean;
  readonly from?: string;
}

/** `fastmigrate backup`: a verified copy with the time in its name, or a new reference. */
export function backupCommand(host: Host): Command {
  const command = new Command('backup')
    .description('back the database up')
    .option('--ref', 'replace the reference instead')
    .option('--from <file>', 'with --ref: take this database, not the working one');
  return addFleet(command).action((options: BackupFlags) => {
    if (options.from !== undefined && options.ref !== true)
      command.error('error: --from needs --ref');
    return host.perform({
      options,
      fleet: async (context) => {
        const { fleetOutcome } = await import('../fleetOutcome.ts');
        return fleetOutcome(context, { kind: 'backup', flags: options });
      },
      body: (context) => (options.ref === true ? refresh(context, options) : backup(context)),
    });
  });
}

async function backup({ project, runtime }: Context): Promise<Outcome> {
  const { backupDatabase } = await import('../../core/backup/backup.ts');
  const { file } = await backupDatabase(project, runtime);
  const text = `Backup: ${visible(displayPath(file, runtime.cwd))}\n`;
  return { code: 0, json: { ok: true, file }, text };
}

async function refresh({ project, runtime }: Context, { from }: BackupFlags): Promise<Outcome> {
  const { saveReference } = await import('../../core/backup/reference.ts');
  const source = from === undefined ? project.database : resolve(runtime.cwd, from);
  const { file } = await saveReference(project, runtime, source);
  const shown = (path: string): string => visible(displayPath(path, runtime.cwd));
  const text = `Reference: ${shown(file)}, a copy of ${shown(source)}\n`;
  return { code: 0, json: { ok: true, file }, text };
}
