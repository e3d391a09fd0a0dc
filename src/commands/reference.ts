import path from 'node:path';
import * as vscode from 'vscode';
import { ask, flash } from '../host/notify.ts';
import { withoutIcons } from '../host/plainText.ts';
import { hasReferencePlace, type ProjectEntry } from '../host/projectEntry.ts';
import { ageText } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseProject, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';

/** Registers the command that replaces the reference, the one way in which it changes. */
export function registerReference(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand(
    'fastmigrate.saveReference',
    async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const entry = await chooseProject(services, argument, ({ project }) =>
        hasReferencePlace(project),
      );
      if (entry === undefined) return undefined;
      const from = await chooseSource(entry);
      return from === undefined ? undefined : save(services, entry, from);
    },
  );
}

/** Where the new reference comes from; without `file`: the working database. */
interface Origin {
  readonly file?: string;
}

async function chooseSource({ project }: ProjectEntry): Promise<Origin | undefined> {
  const pickFile = '$(folder-opened) From a File…';
  const picked = await vscode.window.showQuickPick(
    [
      { label: pickFile, description: 'such as a copy of the production database' },
      {
        label: '$(database) From the Working Database',
        description: withoutIcons(path.basename(project.database)),
      },
    ],
    { placeHolder: 'What should the reference be a copy of?' },
  );
  if (picked === undefined) return undefined;
  if (picked.label !== pickFile) return {};
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Copy of the Production Database',
      openLabel: 'Use as Reference',
      defaultUri: vscode.Uri.file(path.dirname(project.database)),
    })) ?? [];
  return file === undefined ? undefined : { file: file.fsPath };
}

async function save(services: Services, entry: ProjectEntry, from: Origin): Promise<unknown> {
  const { project, status } = entry;
  const before = status?.reference;
  if (before !== undefined && !(await confirmed(entry, from, before))) return undefined;
  try {
    const done = await services.changes.make({
      entry,
      method: 'saveReference',
      title: 'Refreshing reference',
      params: { project, ...(from.file !== undefined && { from: from.file }) },
    });
    flash(`Reference saved: ${path.basename(done.file)}`);
    return done;
  } catch (error) {
    return tellRejection(services, 'Refresh Reference', error);
  }
}

async function confirmed(
  { project }: ProjectEntry,
  from: Origin,
  before: { readonly file: string; readonly version: number | null; readonly createdAt: string },
): Promise<boolean> {
  const verb = 'Replace Reference';
  const age = ageText(Date.parse(before.createdAt), Date.now());
  const version = before.version === null ? 'no version' : `v${before.version}`;
  const answer = await ask({
    title: `Replace the reference of ${path.basename(project.database)}?`,
    detail: [
      `Reference: ${before.file} (${version} · ${age})`,
      `New content: ${from.file ?? project.database}`,
      '',
      'The working database is not changed.',
    ].join('\n'),
    verbs: [verb],
  });
  return answer === verb;
}
