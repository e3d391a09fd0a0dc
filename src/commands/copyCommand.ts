import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { projectArguments } from '../host/commandLine.ts';
import { flash } from '../host/notify.ts';
import { firstScript, isRecordable, type ProjectEntry } from '../host/projectEntry.ts';
import type { Services } from '../host/services.ts';
import { shellQuote } from '../host/shellQuote.ts';
import { chooseProject, chooseScript, field, textField, type CommandArgument } from './choose.ts';

/** Registers the command that copies what a row does as a line for the terminal. */
export function registerCopyCommand(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand(
    'fastmigrate.copyCommand',
    async (argument: CommandArgument) => {
      const words = await wordsFor(services, argument);
      if (words === undefined) return undefined;
      const line = shellQuote(['fastmigrate', ...words], process.platform);
      await vscode.env.clipboard.writeText(line);
      flash('Copied as command line');
      return line;
    },
  );
}

async function wordsFor(
  services: Services,
  argument: CommandArgument,
): Promise<readonly string[] | undefined> {
  const entry = await chooseProject(services, argument);
  if (entry === undefined) return undefined;
  const backup = textField(field(argument, 'backup'), 'file');
  if (backup !== undefined) return ['restore', backup, ...projectArguments(entry.project)];
  if (textField(argument, 'type') === 'reference')
    return ['restore', '--ref', ...projectArguments(entry.project)];
  const isFile = argument instanceof vscode.Uri || field(argument, 'migration') !== undefined;
  const script = isFile ? await chooseScript(services, argument) : undefined;
  return (script && scriptCommand(script.entry, script.migration)) ?? nextCommand(entry);
}

/** What a script's row offers first; undefined where that is about the whole project. */
function scriptCommand(
  entry: ProjectEntry,
  migration: MigrationReport,
): readonly string[] | undefined {
  const { version, file, status, declarative } = migration;
  const project = projectArguments(entry.project);
  const number = String(version);
  if (isRecordable(entry, migration)) return ['record', number, ...project];
  switch (status) {
    case 'pending':
      if (version === null || declarative === true) return undefined;
      return ['run', ...project, '--to', number, ...backupFlag(entry)];
    case 'skipped':
      return ['renumber', file, ...project];
    case 'diverged':
    case 'missing':
      return ['restore', '--scripts', '--from-db', ...project];
    case 'conflicted':
      return ['restore', '--scripts', '--ref', ...project];
    case 'applied':
      return version === null || declarative === true ? undefined : ['show', number, ...project];
    case 'unrecorded':
    case 'invalid':
    case 'unknown':
      return undefined;
  }
}

/** Where no hook writes backups, asking for one would be an error. */
function backupFlag({ status }: ProjectEntry): readonly string[] {
  if (status === undefined || status.backend?.missing.includes('backup') === true) return [];
  return ['--backup'];
}

function nextCommand(entry: ProjectEntry): readonly string[] {
  const project = projectArguments(entry.project);
  const backup = backupFlag(entry);
  switch (entry.status?.state) {
    case 'ABSENT':
      return ['create', ...project];
    case 'UNVERSIONED':
      if (entry.status.backend !== undefined) return ['run', ...project, ...backup];
      // Which script's version the database is at, only a person knows.
      return [firstScript(entry.status) === undefined ? 'enroll' : 'status', ...project];
    case 'PENDING':
      return ['run', ...project, ...backup];
    case 'DRIFT':
      return ['generate', ...project];
    default:
      return ['status', ...project];
  }
}
