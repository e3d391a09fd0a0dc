import path from 'node:path';
import * as vscode from 'vscode';
import type { BackupInfo } from '../core/backup/backupFile.ts';
import { ask, flash, notifyInformation } from '../host/notify.ts';
import { withoutIcons } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { ageText, sizeText } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseProject, field, textField, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';

/** Registers the commands that write and put back backups. */
export function registerBackups(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('fastmigrate.backup', async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const entry = await chooseProject(services, argument);
      return entry === undefined ? undefined : backUp(services, entry);
    }),
    vscode.commands.registerCommand('fastmigrate.restore', async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const entry = await chooseProject(services, argument);
      if (entry === undefined) return undefined;
      const file = textField(field(argument, 'backup'), 'file');
      const backup = entry.backups.find((each) => each.file === file) ?? (await pickBackup(entry));
      return backup === undefined ? undefined : restore(services, entry, backup);
    }),
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

async function pickBackup(entry: ProjectEntry): Promise<BackupInfo | undefined> {
  if (entry.backups.length === 0) {
    notifyInformation('There is no backup of this database yet.');
    return undefined;
  }
  const items = entry.backups.map((backup) => ({
    label: `$(archive) ${new Date(backup.createdAt).toLocaleString()}`,
    description: describeBackup(backup),
    detail: withoutIcons(backup.file),
    backup,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: 'Which backup should be put back?',
  });
  return picked?.backup;
}

async function restore(
  services: Services,
  entry: ProjectEntry,
  backup: BackupInfo,
): Promise<unknown> {
  const { project } = entry;
  const name = path.basename(project.database);
  const verb = await ask({
    title: `Restore ${name} from a backup?`,
    detail: [
      `Database: ${project.database}`,
      `Backup: ${path.basename(backup.file)} (${describeBackup(backup)})`,
      '',
      'The present content is replaced. It is saved as a backup of its own first.',
    ].join('\n'),
    verbs: ['Restore Backup'],
  });
  if (verb === undefined) return undefined;
  services.projects.setFailure(entry.key, undefined);
  try {
    const params = { project, file: backup.file };
    const done = await services.changes.make({
      entry,
      method: 'restore',
      title: 'Restoring',
      params,
    });
    flash(`${name} restored${done.version === null ? '' : ` to v${done.version}`}`);
    return done;
  } catch (error) {
    return tellRejection(services, 'Restore Backup', error);
  }
}

function describeBackup(backup: BackupInfo): string {
  const version = backup.version === null ? 'no version' : `v${backup.version}`;
  return [version, sizeText(backup.bytes), ageText(Date.parse(backup.createdAt), Date.now())].join(
    ' · ',
  );
}
