import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { notifyFailure } from '../host/notify.ts';
import { messageOf } from '../host/log.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import type { Services } from '../host/services.ts';
import { chooseScript, type CommandArgument } from './choose.ts';

/** Registers the command that gives a script another name, with one proposed that follows the rule. */
export function registerRename(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand(
    'fastmigrate.rename',
    async (argument: CommandArgument) => {
      const chosen = await chooseScript(services, argument);
      if (chosen === undefined) return undefined;
      const { entry, migration } = chosen;
      const proposed = proposedName(entry, migration);
      const name = await vscode.window.showInputBox({
        title: `Rename ${migration.file}`,
        prompt: `Names look like ${EXAMPLE[entry.project.convention]}`,
        value: proposed,
        valueSelection: [0, proposed.length - path.extname(proposed).length],
        validateInput: (text) => faultOf(entry, text.trim()),
      });
      return name === undefined ? undefined : rename(services, migration, name.trim());
    },
  );
}

const EXAMPLE = { fastmigrate: '0004-add-tags.sql', tuplesaver: '004.add_tags.sql' };
const RULE = {
  fastmigrate: /^\d{4}-[^/\\]*\.(py|sql|sh)$/,
  tuplesaver: /^\d+\.[^./\\]+\.sql$/,
};

function faultOf({ project, status }: ProjectEntry, name: string): string | undefined {
  if (!RULE[project.convention].test(name)) return `Names look like ${EXAMPLE[project.convention]}`;
  const number = Number.parseInt(name, 10);
  const twin = status?.migrations.find(({ version }) => version === number);
  // Its own number is no obstacle: the engine says what is wrong with the rest.
  if (twin !== undefined && twin.kind !== null) return `${twin.file} has the number ${number}`;
  return undefined;
}

/** The next free number, with the words of the present name. */
function proposedName({ project, status }: ProjectEntry, { file }: MigrationReport): string {
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
  try {
    await vscode.workspace.fs.rename(vscode.Uri.file(from.path), target, { overwrite: false });
    await vscode.window.showTextDocument(target);
    return target.fsPath;
  } catch (error) {
    notifyFailure(log, 'Rename', { message: messageOf(error) });
    return undefined;
  }
}
