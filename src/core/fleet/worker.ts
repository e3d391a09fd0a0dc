import { backupDatabase } from '../backup/backup.ts';
import { readRecord, realDatabase } from '../backup/guard.ts';
import { MigrateError, errorReport } from '../errors.ts';
import type { ErrorReport } from '../errors.ts';
import { pendingOf } from '../migration/pending.ts';
import type { ProjectState, StatusReport } from '../migration/report.ts';
import { runPending } from '../migration/run.ts';
import { readShelf } from '../migration/scriptShelf.ts';
import type { ScriptShelf } from '../migration/scriptShelf.ts';
import { checkProject, readStatus } from '../migration/status.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { memberOf } from './expand.ts';
import { folderLists } from './folderLists.ts';
import type { FleetResult } from './fleetReport.ts';
import type { FleetAnswer, FleetJob, FleetRunOptions } from './protocol.ts';

/** What a worker does: it reads the folder and the scripts once, then takes one database after the other. */
export class FleetWorker {
  readonly #job: FleetJob;
  readonly #runtime: Runtime;
  readonly #shelf: ScriptShelf | undefined;

  constructor(job: FleetJob, runtime: Runtime) {
    this.#job = job;
    this.#runtime = { ...runtime, ...folderLists() };
    this.#shelf = shelfOf(job);
  }

  /** Equal for all workers that read the same scripts. */
  get fingerprint(): string {
    return this.#shelf?.fingerprint ?? '';
  }

  /** Does the job to one database. Whatever goes wrong is in the answer; nothing but a defect is thrown. */
  async take(database: string, look: boolean): Promise<FleetAnswer> {
    const project = memberOf(this.#job.project, database);
    switch (this.#job.kind) {
      case 'status':
        return seen(
          database,
          readStatus(project, { openDatabase: true, drift: false, shelf: this.#shelf }),
        );
      case 'run':
        return this.#run(project, this.#job.options, look);
      case 'backup':
        return this.#backUp(project);
    }
  }

  async #run(project: Project, options: FleetRunOptions, look: boolean): Promise<FleetAnswer> {
    const { database } = project;
    const known = this.#upToDate(project, options, look);
    if (known !== undefined) return known;
    const report = await runPending(
      project,
      {
        ...options,
        stdin: 'ignore',
        ownProcessGroup: true,
        ...(this.#shelf === undefined ? {} : { shelf: this.#shelf }),
      },
      this.#runtime,
    );
    const { ok, from, to, backup, error } = report;
    const applied = report.migrations.some(({ result }) => result === 'applied');
    return {
      database,
      ok,
      result: ok ? (applied ? 'applied' : 'current') : 'failed',
      from,
      to,
      ...(backup === undefined ? {} : { backup }),
      ...(error === undefined ? {} : { error }),
    };
  }

  /**
   * A look without the runner lock, which is much cheaper than a run. The answer where nothing is pending, and where a
   * look was asked for; undefined where the run has to find out.
   */
  #upToDate(project: Project, options: FleetRunOptions, look: boolean): FleetAnswer | undefined {
    const { database } = project;
    let version: number | null = null;
    const otherwise = look ? ('pending' as const) : undefined;
    // What a run has left half-done is for the next run to put back, whatever the file looks like now.
    if (readRecord(realDatabase(database)) !== undefined) return otherwise;
    try {
      const check = checkProject(project, { openDatabase: true, drift: false, shelf: this.#shelf });
      version = check.report.version;
      if (pendingOf(check, options).length > 0 || version === null) return otherwise;
      return { database, ok: true, result: 'current', from: version, to: version };
    } catch (error) {
      if (!(error instanceof MigrateError)) throw error;
      // The run would wait as long once more.
      const final = look || MigrateError.is(error, 'busy');
      return final ? failed(database, version, version, errorReport(error)) : undefined;
    }
  }

  async #backUp(project: Project): Promise<FleetResult> {
    const { database } = project;
    try {
      const { file } = await backupDatabase(project, this.#runtime);
      const { version } = readStatus(project, {
        openDatabase: true,
        drift: false,
        shelf: this.#shelf,
      });
      return { database, ok: true, result: 'backed-up', from: version, to: version, backup: file };
    } catch (error) {
      if (!(error instanceof MigrateError)) throw error;
      return failed(database, null, null, errorReport(error));
    }
  }
}

/** A database that something went wrong with. */
export function failed(
  database: string,
  from: number | null,
  to: number | null,
  error: ErrorReport,
): FleetResult {
  return { database, ok: false, result: 'failed', from, to, error };
}

/** Without a folder there is nothing to read once; each database then says what is wrong. */
function shelfOf({ project }: FleetJob): ScriptShelf | undefined {
  try {
    return readShelf(project);
  } catch (error) {
    if (error instanceof MigrateError) return undefined;
    throw error;
  }
}

function seen(database: string, report: StatusReport): FleetResult {
  const { state, version } = report;
  const error = report.errors[0];
  const broken = BROKEN.has(state);
  return {
    database,
    ok: state === 'CURRENT',
    result: broken ? 'failed' : 'seen',
    state,
    from: version,
    to: version,
    ...(error === undefined ? {} : { error }),
  };
}

/** States in which a run would fail. */
const BROKEN: ReadonlySet<ProjectState> = new Set([
  'ERROR',
  'CONFLICTED',
  'DIVERGED',
  'UNVERSIONED',
  'ABSENT',
]);
