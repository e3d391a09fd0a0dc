import * as vscode from 'vscode';
import { flash, notifyInformation, offer } from '../host/notify.ts';
import { scriptArgument } from '../host/scriptDocument.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseScript, type ChosenScript, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';

/** Registers the commands for a script that was edited after it had been applied. */
export function registerFollowUp(services: Services): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand('fastmigrate.followUp', async (argument: CommandArgument) =>
      makeFollowUp(services, argument),
    ),
    registerCommand('fastmigrate.restoreApplied', async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const chosen = await chooseScript(services, argument);
      if (chosen === undefined) return undefined;
      return vscode.commands.executeCommand('fastmigrate.restoreScript', scriptArgument(chosen));
    }),
  );
}

/** Writes and opens the next script, with what the edit added. The edited one stays as it is until it is restored. */
async function makeFollowUp(
  services: Services,
  argument: CommandArgument,
): Promise<{ readonly file: string } | undefined> {
  if (!(await requireTrust())) return undefined;
  const chosen = await chooseScript(services, argument);
  if (chosen === undefined) return undefined;
  const { entry, migration } = chosen;
  const { project } = entry;
  const { version, file } = migration;
  if (version === null) return undefined;
  try {
    const text = (await vscode.workspace.openTextDocument(migration.path)).getText();
    const edit = await services.engine.read('appliedEdit', { project, version, text });
    if (edit === null) {
      notifyInformation(`${file} is as it was applied.`);
      return undefined;
    }
    const made = await services.changes.make({
      entry,
      method: 'followUp',
      title: 'Writing migration',
      params: { project, version, file, text },
    });
    await vscode.window.showTextDocument(vscode.Uri.file(made.file), { preview: false });
    if (!made.complete) flash('The difference stands in the new script as comments');
    void offerRestore(chosen);
    return { file: made.file };
  } catch (error) {
    tellRejection(services, 'Follow-up Migration', error);
    return undefined;
  }
}

async function offerRestore(chosen: ChosenScript): Promise<void> {
  const verb = 'Restore the Applied Text';
  const choice = await offer(`${chosen.migration.file} still holds the edit.`, [verb]);
  if (choice === verb)
    await vscode.commands.executeCommand('fastmigrate.restoreApplied', scriptArgument(chosen));
}
