import path from 'node:path';
import * as vscode from 'vscode';
import type { StatusReport } from '../core/migration/report.ts';
import { ask, flash } from '../host/notify.ts';
import { firstScript, type ProjectEntry } from '../host/projectEntry.ts';
import type { Services } from '../host/services.ts';
import { requireTrust } from '../host/trust.ts';
import { chooseProject, type CommandArgument } from './choose.ts';
import { tellRejection } from './failures.ts';

/** Registers the commands that bring a database under management, and out of an interrupted run. */
export function registerManage(services: Services): vscode.Disposable {
  const command = (
    name: string,
    action: (services: Services, entry: ProjectEntry) => Promise<unknown>,
    state?: StatusReport['state'],
  ): vscode.Disposable =>
    vscode.commands.registerCommand(`fastmigrate.${name}`, async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const entry = await chooseProject(
        services,
        argument,
        ({ status }) => state === undefined || status?.state === state,
      );
      return entry === undefined ? undefined : action(services, entry);
    });
  return vscode.Disposable.from(
    command('create', create, 'ABSENT'),
    command('enroll', enroll, 'UNVERSIONED'),
    command('baseline', baseline),
    command('recover', recover),
  );
}

async function create(services: Services, entry: ProjectEntry): Promise<unknown> {
  const { project } = entry;
  try {
    const made = await services.changes.make({
      entry,
      method: 'create',
      title: 'Creating database',
      params: { project },
    });
    flash(
      `${path.basename(project.database)} ${made.created ? 'created' : 'exists already'}, at v${made.version}`,
    );
    return made;
  } catch (error) {
    return tellRejection(services, 'Create Database', error);
  }
}

async function enroll(services: Services, entry: ProjectEntry): Promise<unknown> {
  const { project, status } = entry;
  const first = status?.state === 'UNVERSIONED' ? firstScript(status) : undefined;
  if (first !== undefined) return baselineInstead(services, entry, first.file);
  const verb = await ask({
    title: `Enroll ${path.basename(project.database)}?`,
    detail: [
      `Database: ${project.database}`,
      `Migrations: ${project.migrations}`,
      '',
      'A first migration that holds the present schema is written, and the database gets version 1. Tables and rows stay as they are.',
    ].join('\n'),
    verbs: ['Enroll Database'],
  });
  if (verb === undefined) return undefined;
  try {
    const done = await services.changes.make({
      entry,
      method: 'enroll',
      title: 'Enrolling database',
      params: { project },
    });
    flash(`${path.basename(project.database)} enrolled at v${done.version}`);
    await vscode.window.showTextDocument(vscode.Uri.file(done.script), { preview: false });
    return done;
  } catch (error) {
    return tellRejection(services, 'Enroll Database', error);
  }
}

/** Enrolling would refuse, for this script is never written over; what is left is to say what the database has of them. */
async function baselineInstead(
  services: Services,
  entry: ProjectEntry,
  first: string,
): Promise<unknown> {
  const verb = await ask({
    title: `${first} is there already`,
    detail: [
      `Database: ${entry.project.database}`,
      '',
      'Enrolling writes the first migration, and never over one that is there. Say instead up to which script this database holds everything already. No script is run.',
    ].join('\n'),
    verbs: ['Set Version by Hand…'],
  });
  return verb === undefined ? undefined : baseline(services, entry);
}

async function baseline(services: Services, entry: ProjectEntry): Promise<unknown> {
  const { project, status } = entry;
  const items = (status?.migrations ?? [])
    .filter(({ kind, declarative }) => kind !== null && declarative !== true)
    .map(({ version, file }) => ({
      label: `v${version}`,
      description: version === status?.version ? `${file} · now` : file,
      version: version ?? 0,
    }))
    .toReversed();
  const picked = await vscode.window.showQuickPick(
    [...items, { label: 'v0', description: 'nothing applied', version: 0 }],
    {
      placeHolder: 'Up to which script does this database hold everything already?',
      matchOnDescription: true,
    },
  );
  if (picked === undefined) return undefined;
  const verb = await ask({
    title: `Set ${path.basename(project.database)} to version ${picked.version}?`,
    detail: versionDetail(entry, picked.version),
    verbs: [`Set Version ${picked.version}`],
  });
  if (verb === undefined) return undefined;
  try {
    const params = { project, version: picked.version };
    const done = await services.changes.make({
      entry,
      method: 'baseline',
      title: 'Setting version',
      params,
    });
    flash(`${path.basename(project.database)} is at v${done.version}`);
    return done;
  } catch (error) {
    return tellRejection(services, 'Set Version', error);
  }
}

function versionDetail({ project, status }: ProjectEntry, version: number): string {
  const before = status?.version ?? null;
  return [
    `Database: ${project.database}`,
    ...(before === null ? [] : [`Version: ${before} → ${version}`]),
    '',
    `Scripts up to version ${version} count as applied and are never run on it. No script is run now.`,
    ...(before !== null && version < before
      ? [`Those above version ${version} become pending, and the next run applies them again.`]
      : []),
    ...(status?.backend === undefined ? ['', 'The database is backed up first.'] : []),
  ].join('\n');
}

async function recover(services: Services, entry: ProjectEntry): Promise<unknown> {
  const { project, status } = entry;
  const interrupted = status?.interrupted;
  if (interrupted === undefined) return undefined;
  const verb = await ask({
    title: `Recover ${path.basename(project.database)}?`,
    detail: [
      `Database: ${project.database}`,
      '',
      `The run of ${interrupted.file} was interrupted. The database is put back to the state before that script.`,
    ].join('\n'),
    verbs: ['Recover'],
  });
  if (verb === undefined) return undefined;
  try {
    const done = await services.changes.make({
      entry,
      method: 'recover',
      title: 'Recovering',
      params: { project },
    });
    flash(done.recovered ? 'Recovered' : 'There was nothing to recover');
    return done;
  } catch (error) {
    return tellRejection(services, 'Recover', error);
  }
}
