import type { FleetReport } from '../core/fleet/fleet.ts';
import { fleetName } from '../host/fleetName.ts';
import { ask, flash, notifyFailure, notifyInformation, placeOf } from '../host/notify.ts';
import { pendingDatabases, type ProjectEntry } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';
import type { Services } from '../host/services.ts';
import { confirmBeforeRun, folderSettings, interpreters } from '../host/settings.ts';
import { tellRejection } from './failures.ts';

/** Runs what is pending on all databases of a fleet, after asking. */
export async function runFleet(
  services: Services,
  entry: ProjectEntry,
): Promise<FleetReport | undefined> {
  const fresh = (await services.projects.refresh(entry.key)) ?? entry;
  const { fleet, problem } = fresh;
  if (fleet === undefined) {
    notifyInformation(problem?.message ?? 'The databases have not been looked at yet.');
    return undefined;
  }
  const pending = pendingDatabases(fresh);
  if (pending === 0) {
    notifyInformation('Nothing to run: no database has a migration pending.');
    return undefined;
  }
  const backup = await confirmed(fresh, pending);
  if (backup === undefined) return undefined;
  const env = folderSettings(fresh.folder).env;
  services.projects.setFleetFailures(fresh.key, undefined);
  try {
    const report = await services.changes.make({
      entry: fresh,
      method: 'fleetRun',
      title: 'Running migrations',
      params: {
        project: fresh.project,
        backup,
        ...interpreters(),
        ...(Object.keys(env).length > 0 && { env }),
      },
    });
    tell(services, fresh, report);
    return report;
  } catch (error) {
    tellRejection(services, 'Run Migrations', error);
    return undefined;
  }
}

/** Asks, unless the person turned that off. Returns whether to back up, or undefined when it was cancelled. */
async function confirmed(entry: ProjectEntry, pending: number): Promise<boolean | undefined> {
  const policy = folderSettings(entry.folder).backupBeforeRun;
  if (!confirmBeforeRun() && policy !== 'prompt') return policy === 'always';
  const question = {
    title: `Run migrations on ${counted(pending, 'database')}?`,
    detail: `Databases: ${entry.project.database}\n\nOne is tried first; the others follow when it succeeds. ${BACKUP_LINE[policy]}`,
    verbs:
      policy === 'prompt'
        ? ['Back Up and Run', 'Run without Backup']
        : [`Run on ${counted(pending, 'Database')}`],
  };
  const verb = await ask(question);
  if (verb === undefined) return undefined;
  return policy === 'always' || (policy === 'prompt' && verb === question.verbs[0]);
}

const BACKUP_LINE = {
  always: 'Each is backed up before.',
  prompt: 'Each can be backed up before.',
  never: 'No backups are written: that is turned off in the settings.',
};

function tell(
  { log, projects }: Services,
  { key, project }: ProjectEntry,
  { summary }: FleetReport,
): void {
  const { failed, notRun, databases, stopped, failures } = summary;
  const done = counted(databases - failed - notRun, 'database');
  const [first] = failures;
  if (first === undefined && notRun === 0) return flash(`${done} up to date`);
  const rest = notRun === 0 ? '' : `, ${notRun} not run`;
  const why = stopped === undefined ? '' : `. Stopped: ${stopped}`;
  const outcome = `${done} up to date, ${failed} failed${rest}${why}`;
  if (first === undefined) return notifyInformation(outcome);
  projects.setFleetFailures(key, failures);
  const { error, database } = first;
  notifyFailure(log, outcome, {
    message: `${fleetName(database, project.database)}: ${error?.message ?? 'failed'}`,
    ...(error?.file !== undefined && { place: placeOf(error, error.file) }),
  });
}
