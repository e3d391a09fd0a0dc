import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import type { BackupInfo, RestoreReport } from '../../core/backup/backupFile.ts';
import { MigrateError } from '../../core/errors.ts';
import { backupList } from '../backupText.ts';
import type { Context, Host, Outcome } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { displayPath } from '../../core/project/discover.ts';
import { ask, confirm } from '../prompt.ts';
import { visible } from '../visible.ts';

interface RestoreFlags extends SharedOptions {
  readonly latest?: boolean;
  readonly yes?: boolean;
}

/** `fastmigrate restore`: puts a backup back, after a safety backup of what is there. */
export function restoreCommand(host: Host): Command {
  return new Command('restore')
    .description('put a backup back; what is there is backed up first')
    .argument('[file]', 'backup to put back; without it, lists the backups and asks')
    .option('--latest', 'take the newest backup')
    .option('-y, --yes', 'ask nothing')
    .action((file: string | undefined, flags: RestoreFlags, command: Command) => {
      if (file !== undefined && flags.latest === true)
        command.error('error: FILE and --latest exclude each other');
      if (
        file === undefined &&
        flags.latest !== true &&
        (!host.terminal.canAsk || flags.yes === true)
      )
        command.error('error: name a backup file, or use --latest');
      return host.perform({
        options: flags,
        body: (context) => restoreOutcome(context, file, flags),
      });
    });
}

async function restoreOutcome(
  context: Context,
  file: string | undefined,
  flags: RestoreFlags,
): Promise<Outcome> {
  const chosen = await chooseBackup(context, file, flags);
  const asks = context.terminal.canAsk && flags.yes !== true && flags.json !== true;
  if (chosen === null || (asks && !(await confirm(question(context, chosen))))) return stopped();
  const { restoreBackup } = await import('../../core/backup/restore.ts');
  const report = await restoreBackup(context.project, chosen, context.runtime);
  return { code: 0, json: { ok: true, ...report }, text: restoreText(context, report) };
}

/** Absolute path of the backup to put back, or null where the person chose none. */
async function chooseBackup(
  context: Context,
  file: string | undefined,
  flags: RestoreFlags,
): Promise<string | null> {
  const { project, runtime } = context;
  if (file !== undefined && existsSync(resolve(runtime.cwd, file)))
    return resolve(runtime.cwd, file);
  const { listBackups } = await import('../../core/backup/list.ts');
  const backups = listBackups(project);
  if (file !== undefined)
    // A name as the list shows it is enough, wherever the backups are kept.
    return (
      backups.find((backup) => basename(backup.file) === file)?.file ?? resolve(runtime.cwd, file)
    );
  const newest = backups[0];
  if (newest === undefined)
    throw new MigrateError({
      code: 'not-a-backup',
      file: project.database,
      reason: 'it has no backup yet',
    });
  return flags.latest === true ? newest.file : chooseFromList(context, backups);
}

async function chooseFromList(
  { terminal, runtime }: Context,
  backups: readonly BackupInfo[],
): Promise<string | null> {
  terminal.err(backupList(backups, runtime.cwd, runtime.now()));
  const answer = await ask(`Put which one back? [1-${backups.length}, Enter for none] `);
  return /^\d+$/u.test(answer) ? (backups[Number(answer) - 1]?.file ?? null) : null;
}

function question({ project, runtime }: Context, file: string): string {
  const from = visible(displayPath(file, runtime.cwd));
  return `Replace ${visible(displayPath(project.database, runtime.cwd))} by ${from}?`;
}

function stopped(): Outcome {
  const error = { code: 'cancelled', message: 'nothing was restored', changed: false } as const;
  return { code: 1, json: { ok: false, error }, text: '', error };
}

function restoreText({ project, runtime }: Context, report: RestoreReport): string {
  const shown = (path: string): string => visible(displayPath(path, runtime.cwd));
  const version = report.version === null ? 'without a version' : `at version ${report.version}`;
  const safety =
    report.safetyBackup === undefined ? '' : `What was there: ${shown(report.safetyBackup)}\n`;
  return `Restored ${shown(report.restored)}\n${shown(project.database)} is ${version}\n${safety}`;
}
