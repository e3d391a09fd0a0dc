import * as vscode from 'vscode';
import type { FleetReport } from '../core/fleet/fleet.ts';
import type { MigrationReport, RunReport } from '../core/migration/report.ts';
import { ask, flash, notifyInformation } from '../host/notify.ts';
import {
  isFreshBackend,
  obstacles,
  pendingDatabases,
  pendingScripts,
  type ProjectEntry,
} from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { confirmBeforeRun, folderSettings, interpreters } from '../host/settings.ts';
import { requireTrust } from '../host/trust.ts';
import { saveScripts } from '../host/unsaved.ts';
import { chooseProject, chooseScript, type ChosenScript, type CommandArgument } from './choose.ts';
import { tellRejection, tellRunFailure } from './failures.ts';
import { registerRehearse } from './rehearse.ts';
import { runFleet } from './runFleet.ts';
import { obstacleLines, runQuestion } from './runQuestion.ts';

interface Plan {
  readonly entry: ProjectEntry;
  readonly scripts: readonly MigrationReport[];
  /** Last version to run; undefined: all. */
  readonly to?: number;
  readonly force?: boolean;
}

/** Registers the commands that run migrations, on the database or on a copy. */
export function registerRun(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    registerRehearse(services),
    vscode.commands.registerCommand('fastmigrate.run', async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const entry = await chooseProject(services, argument, hasPending);
      return entry === undefined ? undefined : runUpTo(services, entry);
    }),
    vscode.commands.registerCommand('fastmigrate.runTo', async (argument: CommandArgument) => {
      if (!(await requireTrust())) return undefined;
      const chosen = await chooseScript(services, argument, isPending);
      if (chosen === undefined || chosen.migration.version === null) return undefined;
      // The views and indexes come after all numbered scripts, so there is no "up to" one of them.
      const { version, declarative } = chosen.migration;
      return runUpTo(services, chosen.entry, declarative === true ? undefined : version);
    }),
  );
}

function isPending({ migration }: ChosenScript): boolean {
  return migration.status === 'pending';
}

function hasPending(entry: ProjectEntry): boolean {
  return pendingScripts(entry).length + pendingDatabases(entry) > 0;
}

async function runUpTo(
  services: Services,
  entry: ProjectEntry,
  to?: number,
): Promise<RunReport | FleetReport | undefined> {
  if (entry.running !== undefined) {
    notifyInformation('A change of this database is still running.');
    return undefined;
  }
  if (!(await saveScripts(entry, to))) return undefined;
  if (entry.project.fleet !== undefined) return runFleet(services, entry);
  // What is on the screen may be older than the files.
  const fresh = (await services.projects.refresh(entry.key)) ?? entry;
  const scripts = pendingScripts(fresh).filter(
    ({ version, declarative }) =>
      to === undefined || (declarative !== true && (version ?? 0) <= to),
  );
  if (fresh.status?.state === 'UNVERSIONED' && !isFreshBackend(fresh.status)) {
    await vscode.commands.executeCommand('fastmigrate.enroll', { key: entry.key });
    return undefined;
  }
  const inTheWay = obstacles(fresh);
  const { version = null, interrupted } = fresh.status ?? {};
  // A run that was cut off is put right by the next one, even where that has nothing to apply.
  const isIdle = scripts.length === 0 && inTheWay.length === 0 && interrupted === undefined;
  if (isIdle && version !== null) {
    notifyInformation(`Nothing to run: the database is at version ${version}.`);
    return undefined;
  }
  const plan = { entry: fresh, scripts, ...(to !== undefined && { to }) };
  if (inTheWay.length > 0) return runAnyway(services, plan, obstacleLines(inTheWay));
  return confirmAndRun(services, plan);
}

async function confirmAndRun(services: Services, plan: Plan): Promise<RunReport | undefined> {
  const backup = await confirmed(plan);
  if (backup === undefined) return undefined;
  const { entry } = plan;
  services.projects.setFailure(entry.key, undefined);
  try {
    if (entry.status?.state === 'ABSENT') await create(services, entry);
    const report = await execute(services, plan, backup);
    if (report.error === undefined) {
      flash(
        `${counted(appliedCount(report), 'migration')} applied: v${report.from} → v${report.to}`,
      );
      return report;
    }
    if (report.error.code === 'refused' && plan.force !== true) {
      return await runAnyway(services, plan, report.error.message);
    }
    tellRunFailure(services, entry, report.error);
    return report;
  } catch (error) {
    tellRejection(services, 'Run Migrations', error);
    return undefined;
  }
}

async function execute(services: Services, plan: Plan, backup: boolean): Promise<RunReport> {
  const { entry, to, force } = plan;
  const env = folderSettings(entry.folder).env;
  return services.changes.make({
    entry,
    method: 'run',
    title: 'Running migrations',
    params: {
      project: entry.project,
      backup,
      ...(to !== undefined && { to }),
      ...(force === true && { force }),
      ...interpreters(),
      ...(Object.keys(env).length > 0 && { env }),
    },
  });
}

async function create(services: Services, entry: ProjectEntry): Promise<void> {
  const { project } = entry;
  await services.changes.make({
    entry,
    method: 'create',
    title: 'Creating database',
    params: { project },
  });
}

/** Asks, unless the person turned that off. Returns whether to back up, or undefined when it was cancelled. */
async function confirmed(plan: Plan): Promise<boolean | undefined> {
  const absent = plan.entry.status?.state === 'ABSENT';
  const impossible = plan.entry.status?.backend?.missing.includes('backup') === true;
  const policy = absent || impossible ? 'never' : folderSettings(plan.entry.folder).backupBeforeRun;
  if (!confirmBeforeRun() && policy !== 'prompt') return policy === 'always';
  const backup = absent ? 'absent' : impossible ? 'impossible' : policy;
  const question = runQuestion(plan.entry, plan.scripts, backup);
  const verb = await ask(question);
  if (verb === undefined) return undefined;
  return policy === 'always' || (policy === 'prompt' && verb === question.verbs[0]);
}

/** The engine refuses, for this reason; a person may know better. */
async function runAnyway(
  services: Services,
  plan: Plan,
  reason: string,
): Promise<RunReport | undefined> {
  const force = 'Run Anyway…';
  const verb = await ask({
    title: 'Some scripts need attention before migrations run',
    detail: `Database: ${plan.entry.project.database}\n\n${reason}`,
    verbs: [force],
  });
  return verb === force ? confirmAndRun(services, { ...plan, force: true }) : undefined;
}

function appliedCount(report: RunReport): number {
  return report.migrations.filter(({ result }) => result === 'applied').length;
}
