import path from 'node:path';
import * as vscode from 'vscode';
import type { ScriptSource } from '../engine/protocol.ts';
import { saveEditor } from '../host/ensureSaved.ts';
import { ask, flash, offer } from '../host/notify.ts';
import { differsFromReference, isRecordable, isRenumberable } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { confirmBeforeRun } from '../host/settings.ts';
import { showInstead } from '../host/movedEditors.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseScript, type ChosenScript, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';
import { registerFollowUp } from './followUp.ts';

/** Registers the commands that bring a script and its record together again. */
export function registerScripts(services: Services): vscode.Disposable {
  const command = (
    name: string,
    suits: (chosen: ChosenScript) => boolean,
    act: (services: Services, chosen: ChosenScript) => Promise<unknown>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(`fastmigrate.${name}`, async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const chosen = await chooseScript(services, argument, suits);
      return chosen === undefined ? undefined : act(services, chosen);
    });
  return vscode.Disposable.from(
    command('restoreScript', isRecorded, async (...given) => restoreScript('database', ...given)),
    command('restoreScriptReference', isConflicted, async (...given) =>
      restoreScript('reference', ...given),
    ),
    command('record', ({ entry, migration }) => isRecordable(entry, migration), record),
    command('renumber', ({ entry, migration }) => isRenumberable(entry, migration), renumber),
    registerFollowUp(services),
  );
}

function isRecorded({ migration: { status } }: ChosenScript): boolean {
  return status === 'diverged' || status === 'missing';
}

function isConflicted({ migration }: ChosenScript): boolean {
  return differsFromReference(migration);
}

async function restoreScript(
  source: ScriptSource,
  services: Services,
  { entry, migration }: ChosenScript,
): Promise<unknown> {
  const { version, file } = migration;
  if (version === null) return undefined;
  const verb = 'Restore Script';
  // A file that is gone loses nothing.
  const gone = migration.status === 'missing' || migration.reference === 'missing';
  if (!gone && confirmBeforeRun()) {
    const answer = await ask({
      title: `Restore ${file} from the ${source}?`,
      detail: [
        `The script becomes what the ${source} recorded as version ${version}.`,
        'What the file holds now is saved first. No database is changed.',
      ].join('\n'),
      verbs: [verb],
    });
    if (answer === undefined) return undefined;
  }
  // What is kept of the edit is what stands on the disk.
  if (!gone && !(await saveEditor(migration.path))) return undefined;
  try {
    const done = await services.changes.make({
      entry,
      method: 'restoreScript',
      title: 'Restoring script',
      params: { project: entry.project, version, source },
    });
    services.log.info(`script written: ${done.file}`);
    if (done.saved === undefined) flash(`${relative(done.file)} restored`);
    else void tellKept(services, done.file, done.saved);
    return done;
  } catch (error) {
    return tellRejection(services, verb, error);
  }
}

/** A status bar message would be too short for the path, and gone too soon. */
async function tellKept({ log }: Services, file: string, saved: string): Promise<void> {
  log.info(`the edited one is kept: ${saved}`);
  const open = 'Open Edited Script';
  const text = `${path.basename(file)} restored. The edited one is kept: ${relative(saved)}`;
  if ((await offer(text, [open])) === open)
    await vscode.window.showTextDocument(vscode.Uri.file(saved), { preview: false });
}

async function record(services: Services, { entry, migration }: ChosenScript): Promise<unknown> {
  const { version, file, status } = migration;
  if (version === null) return undefined;
  if (status !== 'unrecorded' && confirmBeforeRun()) {
    const answer = await ask({
      title: `Record ${file} as it is?`,
      detail: [
        `Database: ${entry.project.database}`,
        `Script: ${file}${migration.detail === undefined ? '' : `, ${migration.detail}`}`,
        '',
        'The record of the script is replaced by its present text. The script is not run.',
      ].join('\n'),
      verbs: ['Record As Is'],
    });
    if (answer === undefined) return undefined;
  }
  try {
    const done = await services.changes.make({
      entry,
      method: 'record',
      title: 'Recording',
      params: { project: entry.project, versions: [version] },
    });
    flash(`${file} recorded`);
    return done;
  } catch (error) {
    return tellRejection(services, 'Record As Is', error);
  }
}

async function renumber(services: Services, { entry, migration }: ChosenScript): Promise<unknown> {
  const params = { project: entry.project, file: migration.file };
  if (!(await saveEditor(migration.path))) return undefined;
  try {
    const title = 'Renumbering';
    const done = await services.changes.make({ entry, method: 'renumber', title, params });
    const others = done.changed.length;
    const also = others === 0 ? '' : `; its name was changed in ${counted(others, 'other script')}`;
    services.log.info(`${done.from} is now ${done.to}${also}`);
    flash(`${done.from} is now ${done.to}${also}`);
    await showInstead(migration.path, path.join(path.dirname(migration.path), done.to));
    return done;
  } catch (error) {
    return tellRejection(services, 'Renumber', error);
  }
}

function relative(file: string): string {
  return vscode.workspace.asRelativePath(file, false);
}
