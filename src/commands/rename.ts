import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { notifyFailure } from '../host/notify.ts';
import { messageOf } from '../host/log.ts';
import { isRenamable, isUnreadable, type ProjectEntry } from '../host/projectEntry.ts';
import type { Services } from '../host/services.ts';
import { chooseScript, type ChosenScript, type CommandArgument } from './choose.ts';

/** Registers the command that gives a script another name, with one proposed that follows the rule. */
export function registerRename(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand(
    'fastmigrate.rename',
    async (argument: CommandArgument) => {
      const chosen = await chooseScript(services, argument, ({ entry, migration }) =>
        isRenamable(entry, migration),
      );
      if (chosen === undefined) return undefined;
      const { entry, migration } = chosen;
      const proposed = proposedName(entry, migration);
      const name = await vscode.window.showInputBox({
        title: `Rename ${migration.file}`,
        prompt: `Names look like ${EXAMPLE[entry.project.convention]}`,
        value: proposed,
        valueSelection: [
          /^\d+[-.]/.exec(proposed)?.[0].length ?? 0,
          proposed.length - path.extname(proposed).length,
        ],
        validateInput: (text) => faultOf(chosen, text.trim()),
      });
      if (name === undefined || name.trim() === migration.file) return undefined;
      return rename(services, migration, name.trim());
    },
  );
}

const EXAMPLE = { fastmigrate: '0004-add-tags.sql', tuplesaver: '004.add_tags.sql' };
const RULE = {
  fastmigrate: /^\d{4}-[^/\\]*\.(py|sql|sh)$/,
  tuplesaver: /^\d+\.[^./\\]+\.sql$/,
};

function faultOf({ entry, migration }: ChosenScript, name: string): string | undefined {
  const { project, status } = entry;
  if (!RULE[project.convention].test(name)) return `Names look like ${EXAMPLE[project.convention]}`;
  const number = Number.parseInt(name, 10);
  const twin = status?.migrations.find(
    ({ version, file }) => version === number && file !== migration.file,
  );
  if (twin !== undefined && twin.kind !== null) return `${twin.file} has the number ${number}`;
  return undefined;
}

/** The present name where its number may stay, else its words with the next free number. */
function proposedName(entry: ProjectEntry, migration: MigrationReport): string {
  const { project, status } = entry;
  const { file } = migration;
  if (migration.status === 'pending' || isUnreadable(entry, migration)) return file;
  const extension = path.extname(file).toLowerCase() || '.sql';
  const words = path.basename(file, path.extname(file)).replace(/^\d*[-._ ]*/, '') || 'migration';
  const highest = Math.max(0, ...(status?.migrations ?? []).map(({ version }) => version ?? 0));
  const next = Math.max(highest, status?.version ?? 0) + 1;
  if (project.convention === 'fastmigrate')
    return `${String(next).padStart(4, '0')}-${words}${extension}`;
  return `${String(next).padStart(3, '0')}.${words.replaceAll('.', '_')}.sql`;
}

async function rename({ log }: Services, from: MigrationReport, name: string): Promise<unknown> {
  const target = vscode.Uri.file(path.join(path.dirname(from.path), name));
  // An edit of the workspace takes editors along, with what is not saved in them.
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(vscode.Uri.file(from.path), target, { overwrite: false });
  try {
    if (!(await vscode.workspace.applyEdit(edit)))
      throw new Error(`${from.file} could not get the name ${name}. Nothing was changed`);
    await vscode.window.showTextDocument(target);
    return target.fsPath;
  } catch (error) {
    notifyFailure(log, 'Rename', { message: messageOf(error) });
    return undefined;
  }
}
