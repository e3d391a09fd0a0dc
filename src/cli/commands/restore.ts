import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import type { RestoreReport } from '../../core/backup/backupFile.ts';
import { MigrateError } from '../../core/errors.ts';
import type { ScriptSource } from '../../core/migration/historySource.ts';
import type { Context, Host, Outcome } from '../host.ts';
import type { SharedOptions } from '../options.ts';
import { requireSqlite } from '../../core/project/backendFile.ts';
import { displayPath } from '../../core/project/discover.ts';
import { referencePath } from '../../core/project/reference.ts';
import { confirm } from '../prompt.ts';
import type { RestoreChoice } from '../restoreChoice.ts';
import { visible } from '../visible.ts';

interface RestoreFlags extends SharedOptions {
  readonly latest?: boolean;
  readonly yes?: boolean;
  readonly ref?: boolean;
  readonly scripts?: boolean;
  readonly fromDb?: boolean;
}

/** `fastmigrate restore`: puts a backup back, after a safety backup of what is there. */
export function restoreCommand(host: Host): Command {
  return new Command('restore')
    .description('put a backup back; what is there is backed up first')
    .argument('[file]', 'backup to put back; without it, lists the backups and asks')
    .option('--latest', 'take the newest backup')
    .option('--ref', 'take the reference')
    .option('--scripts', 'write script files back instead, as they were recorded')
    .option('--from-db', 'with --scripts: as the working database recorded them')
    .option('-y, --yes', 'ask nothing')
    .action((file: string | undefined, flags: RestoreFlags, command: Command) => {
      const kinds = [file, flags.latest, flags.ref].filter((each) => each !== undefined);
      if (kinds.length > 1 || (flags.scripts === true && (file ?? flags.latest) !== undefined))
        command.error('error: FILE, --latest, --ref and --scripts exclude each other');
      if (flags.fromDb === true && (flags.scripts !== true || flags.ref === true))
        command.error('error: --from-db goes with --scripts, and not with --ref');
      if (
        file === undefined &&
        flags.latest !== true &&
        flags.ref !== true &&
        flags.scripts !== true &&
        (!host.terminal.canAsk || flags.yes === true)
      )
        command.error('error: name a backup file, or use --latest');
      return host.perform({
        options: flags,
        body: (context) =>
          flags.scripts === true
            ? scriptsOutcome(context, flags)
            : restoreOutcome(context, file, flags),
      });
    });
}

async function restoreOutcome(
  context: Context,
  file: string | undefined,
  flags: RestoreFlags,
): Promise<Outcome> {
  const choice = await chooseBackup(context, file, flags);
  if (choice === null) return stopped();
  if (choice.kind === 'scripts') return writeScripts(context, choice.source);
  const asks = context.terminal.canAsk && flags.yes !== true && flags.json !== true;
  if (asks && !(await confirm(question(context, choice.file)))) return stopped();
  const report =
    choice.kind === 'reference'
      ? await (
          await import('../../core/backup/reference.ts')
        ).restoreReference(context.project, context.runtime)
      : await (
          await import('../../core/backup/restore.ts')
        ).restoreBackup(context.project, choice.file, context.runtime);
  return { code: 0, json: { ok: true, ...report }, text: restoreText(context, report) };
}

async function scriptsOutcome(context: Context, flags: RestoreFlags): Promise<Outcome> {
  const reference = referencePath(context.project);
  const fromReference =
    flags.ref === true ||
    (flags.fromDb !== true && reference !== undefined && existsSync(reference));
  return writeScripts(context, fromReference ? 'reference' : 'database');
}

async function writeScripts({ project, runtime }: Context, source: ScriptSource): Promise<Outcome> {
  const { restoreScripts } = await import('../../core/migration/restoreScripts.ts');
  const { written, saved } = restoreScripts(project, source, runtime);
  const shown = (path: string): string => visible(displayPath(path, runtime.cwd));
  const lines = [
    ...written.map((path) => `Wrote ${shown(path)}\n`),
    ...saved.map((path) => `What stood there: ${shown(path)}\n`),
  ];
  const text =
    lines.length === 0 ? `Every script is as the ${source} recorded it\n` : lines.join('');
  return { code: 0, json: { ok: true, source, written, saved }, text };
}

/** What to put back, with absolute paths, or null where the person chose nothing. */
async function chooseBackup(
  context: Context,
  file: string | undefined,
  flags: RestoreFlags,
): Promise<RestoreChoice | null> {
  const { project, runtime } = context;
  requireSqlite(project);
  if (flags.ref === true) {
    const reference = referencePath(project);
    if (reference === undefined || !existsSync(reference))
      throw new MigrateError({ code: 'no-reference', reference: reference ?? null });
    return { kind: 'reference', file: reference };
  }
  if (file !== undefined && existsSync(resolve(runtime.cwd, file)))
    return { kind: 'backup', file: resolve(runtime.cwd, file) };
  if (file === undefined && flags.latest !== true) {
    const { chooseRestore } = await import('../restoreChoice.ts');
    return chooseRestore(context);
  }
  const { listBackups } = await import('../../core/backup/list.ts');
  const backups = listBackups(project, runtime);
  if (file !== undefined) {
    // A name as the list shows it is enough, wherever the backups are kept.
    const listed = backups.find((backup) => basename(backup.file) === file)?.file;
    return { kind: 'backup', file: listed ?? resolve(runtime.cwd, file) };
  }
  const newest = backups[0];
  if (newest !== undefined) return { kind: 'backup', file: newest.file };
  throw new MigrateError({
    code: 'not-a-backup',
    file: project.database,
    reason: 'it has no backup yet',
  });
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
