import path from 'node:path';
import * as vscode from 'vscode';
import type { BackupInfo } from '../core/backup/backupFile.ts';
import { ask, flash, notifyInformation, offer } from '../host/notify.ts';
import { withoutIcons } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { ageText, sizeText } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseProject, field, textField, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';
import { PreviewDocuments, readPreview } from './restorePreview.ts';

/** Something that can be put in place of a database. */
interface Source {
  readonly kind: 'backup' | 'reference';
  readonly file: string;
  /** Version, size and age, as far as known. */
  readonly description: string;
}

const PREVIEW = 'Show All Differences';

/** Registers the commands that put back a backup or the reference, and show before what that would lose. */
export function registerRestore(services: Services): vscode.Disposable {
  const documents = new PreviewDocuments();
  const command = (
    name: string,
    choose: (entry: ProjectEntry, argument: CommandArgument) => Promise<Source | undefined>,
    act: (services: Services, documents: PreviewDocuments, what: Chosen) => Promise<unknown>,
    suits: (entry: ProjectEntry) => boolean,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const entry = await chooseProject(services, argument, suits);
      if (entry === undefined) return undefined;
      const source = await choose(entry, argument);
      return source === undefined ? undefined : act(services, documents, { entry, source });
    });
  return vscode.Disposable.from(
    documents,
    command('fastmigrate.restore', chooseBackup, confirmAndRestore, hasBackup),
    command('fastmigrate.restoreReference', chooseReference, confirmAndRestore, hasReference),
    command('fastmigrate.previewRestore', chooseBackup, showPreview, hasBackup),
    command('fastmigrate.previewReference', chooseReference, showPreview, hasReference),
  );
}

const hasBackup = ({ backups }: ProjectEntry): boolean => backups.length > 0;
const hasReference = ({ status }: ProjectEntry): boolean => status?.reference !== undefined;

interface Chosen {
  readonly entry: ProjectEntry;
  readonly source: Source;
}

async function chooseBackup(
  entry: ProjectEntry,
  argument: CommandArgument,
): Promise<Source | undefined> {
  const file = textField(field(argument, 'backup'), 'file');
  const backup = entry.backups.find((each) => each.file === file) ?? (await pickBackup(entry));
  if (backup === undefined) return undefined;
  return { kind: 'backup', file: backup.file, description: describeBackup(backup) };
}

async function chooseReference({ status }: ProjectEntry): Promise<Source | undefined> {
  const reference = status?.reference;
  if (reference === undefined) {
    notifyInformation('This database has no reference yet. Save one first.');
    return undefined;
  }
  const { file, version, createdAt } = reference;
  const age = ageText(Date.parse(createdAt), Date.now());
  return { kind: 'reference', file, description: `${versionText(version)} · ${age}` };
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
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which backup?' });
  return picked?.backup;
}

async function showPreview(
  services: Services,
  documents: PreviewDocuments,
  { entry, source }: Chosen,
): Promise<unknown> {
  const preview = await readPreview(services, documents, { entry, file: source.file });
  if (preview === undefined) return undefined;
  if (preview.open === undefined) notifyInformation(preview.lines.join(' '));
  else await preview.open();
  return preview.lines;
}

async function confirmAndRestore(
  services: Services,
  documents: PreviewDocuments,
  chosen: Chosen,
): Promise<unknown> {
  const { entry, source } = chosen;
  const preview = await readPreview(services, documents, { entry, file: source.file });
  if (preview === undefined) return undefined;
  const name = path.basename(entry.project.database);
  const restore = source.kind === 'backup' ? 'Restore Backup' : 'Restore from Reference';
  const verb = await ask({
    title: `Restore ${name} from ${source.kind === 'backup' ? 'a backup' : 'the reference'}?`,
    detail: [
      `Database: ${entry.project.database}`,
      `${source.kind === 'backup' ? 'Backup' : 'Reference'}: ${path.basename(source.file)} (${source.description})`,
      '',
      ...preview.lines,
      '',
      'The present content is replaced. It is saved as a backup of its own first.',
    ].join('\n'),
    verbs: preview.open === undefined ? [restore] : [restore, PREVIEW],
  });
  if (verb === restore) return putBack(services, chosen);
  if (verb !== PREVIEW) return undefined;
  await preview.open?.();
  const again = await offer(`Restore ${name} as the document shows?`, [`${restore}…`]);
  return again === undefined ? undefined : confirmAndRestore(services, documents, chosen);
}

async function putBack(services: Services, { entry, source }: Chosen): Promise<unknown> {
  const { project } = entry;
  services.projects.setFailure(entry.key, undefined);
  try {
    const title = 'Restoring';
    const done =
      source.kind === 'backup'
        ? await services.changes.make({
            entry,
            method: 'restore',
            title,
            params: { project, file: source.file },
          })
        : await services.changes.make({
            entry,
            method: 'restoreReference',
            title,
            params: { project },
          });
    const to = done.version === null ? '' : ` to v${done.version}`;
    flash(`${path.basename(project.database)} restored${to}`);
    return done;
  } catch (error) {
    return tellRejection(services, 'Restore', error);
  }
}

function describeBackup(backup: BackupInfo): string {
  const age = ageText(Date.parse(backup.createdAt), Date.now());
  return [versionText(backup.version), sizeText(backup.bytes), age].join(' · ');
}

function versionText(version: number | null): string {
  return version === null ? 'no version' : `v${version}`;
}
