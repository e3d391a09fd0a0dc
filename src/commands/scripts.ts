import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import type { ScriptSource } from '../engine/protocol.ts';
import { ask, flash } from '../host/notify.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { confirmBeforeRun } from '../host/settings.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseScript, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';
import { registerFollowUp } from './followUp.ts';

type Chosen = { readonly entry: ProjectEntry; readonly migration: MigrationReport };

/** Registers the commands that bring a script and its record together again. */
export function registerScripts(services: Services): vscode.Disposable {
  const command = (
    name: string,
    act: (services: Services, chosen: Chosen) => Promise<unknown>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(`fastmigrate.${name}`, async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const chosen = await chooseScript(services, argument);
      return chosen === undefined ? undefined : act(services, chosen);
    });
  return vscode.Disposable.from(
    command('restoreScript', async (...given) => restoreScript('database', ...given)),
    command('restoreScriptReference', async (...given) => restoreScript('reference', ...given)),
    command('record', record),
    command('renumber', renumber),
    registerFollowUp(services),
  );
}

async function restoreScript(
  source: ScriptSource,
  services: Services,
  { entry, migration }: Chosen,
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
  try {
    const done = await services.changes.make({
      entry,
      method: 'restoreScript',
      title: 'Restoring script',
      params: { project: entry.project, version, source },
    });
    const saved = done.saved === undefined ? '' : `; the edited one is ${relative(done.saved)}`;
    services.log.info(`script written: ${done.file}${saved}`);
    flash(`${relative(done.file)} restored${saved}`);
    return done;
  } catch (error) {
    return tellRejection(services, verb, error);
  }
}

async function record(services: Services, { entry, migration }: Chosen): Promise<unknown> {
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

async function renumber(services: Services, { entry, migration }: Chosen): Promise<unknown> {
  const params = { project: entry.project, file: migration.file };
  try {
    const title = 'Renumbering';
    const done = await services.changes.make({ entry, method: 'renumber', title, params });
    const others = done.changed.length;
    const also = others === 0 ? '' : `; its name was changed in ${counted(others, 'other script')}`;
    services.log.info(`${done.from} is now ${done.to}${also}`);
    flash(`${done.from} is now ${done.to}${also}`);
    return done;
  } catch (error) {
    return tellRejection(services, 'Renumber', error);
  }
}

function relative(file: string): string {
  return vscode.workspace.asRelativePath(file, false);
}
