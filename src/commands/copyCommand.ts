import * as vscode from 'vscode';
import { projectArguments } from '../host/commandLine.ts';
import { flash } from '../host/notify.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
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
  const version = script?.migration.version ?? null;
  if (script !== undefined && version !== null) {
    return ['run', ...projectArguments(script.entry.project), '--to', String(version), '--backup'];
  }
  return nextCommand(entry);
}

function nextCommand(entry: ProjectEntry): readonly string[] {
  const project = projectArguments(entry.project);
  switch (entry.status?.state) {
    case 'ABSENT':
      return ['create', ...project];
    case 'UNVERSIONED':
      return ['enroll', ...project];
    case 'PENDING':
      return ['run', ...project, '--backup'];
    case 'DRIFT':
      return ['generate', ...project];
    default:
      return ['status', ...project];
  }
}
