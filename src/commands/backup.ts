import path from 'node:path';
import * as vscode from 'vscode';
import { flash } from '../host/notify.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseProject, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';

/** Registers the command that writes a backup. */
export function registerBackup(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand(
    'fastmigrate.backup',
    async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const entry = await chooseProject(services, argument);
      return entry === undefined ? undefined : backUp(services, entry);
    },
  );
}

async function backUp(services: Services, entry: ProjectEntry): Promise<unknown> {
  const { project } = entry;
  try {
    const done = await services.changes.make({
      entry,
      method: 'backup',
      title: 'Backing up',
      params: { project },
    });
    flash(`Backed up to ${path.basename(done.file)}`);
    return done;
  } catch (error) {
    return tellRejection(services, 'Back Up Database', error);
  }
}
