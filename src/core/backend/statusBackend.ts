import { basename } from 'node:path';
import { lookReport, MigrateError, whatOf } from '../errors.ts';
import type { DatabaseAnswer } from '../migration/databaseAnswer.ts';
import type { BackendInfo, MigrationReport, StatusReport } from '../migration/report.ts';
import { reportInvalid, reportMissing, reportScripts } from '../migration/scriptStatus.ts';
import { stateOf, warningsOf } from '../migration/state.ts';
import { folderOf } from '../migration/status.ts';
import type { ProjectCheck } from '../migration/status.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import type { Backend } from './backend.ts';
import { inSession } from './session.ts';

export interface BackendStatusOptions {
  /** False lists and checks names only; the module is not loaded then. */
  readonly openDatabase: boolean;
  readonly python?: string;
}

/** Milliseconds after which a look at a database is given up: a server that does not answer would be waited for. */
const PATIENCE = 20_000;

/** The state of a project on another database. Changes nothing there, as far as its hooks can be trusted. */
export async function checkBackend(
  project: Project,
  file: string,
  options: BackendStatusOptions,
  runtime: Runtime,
): Promise<ProjectCheck> {
  const unknown: BackendInfo = { name: basename(file), file, missing: [] };
  if (!options.openDatabase) return checkOf(project, UNOPENED, unknown);
  const limit = AbortSignal.timeout(PATIENCE);
  const signal = runtime.signal === undefined ? limit : AbortSignal.any([runtime.signal, limit]);
  let info = unknown;
  try {
    return await inSession(
      project,
      file,
      { ...options, purpose: 'read' },
      { ...runtime, signal, waitMs: PATIENCE },
      async ({ backend }) => {
        info = infoOf(backend);
        return checkOf(project, await askBackend(backend), info);
      },
    );
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    const failure =
      limit.aborted && MigrateError.is(error, 'cancelled')
        ? new MigrateError({
            code: 'backend-failed',
            file,
            hook: 'status',
            reason: `the hooks did not answer within ${PATIENCE / 1000} s`,
            outcome: 'none',
          })
        : error;
    return checkOf(project, { kind: 'unreadable', version: null, failure }, info);
  }
}

/** As `checkBackend` on a connection that is there already, with the version record made. */
export async function checkConnected(project: Project, backend: Backend): Promise<ProjectCheck> {
  return checkOf(project, await answerOf(backend, await backend.getVersion()), infoOf(backend));
}

/** As `checkConnected`, making nothing. Where there is no version record yet, it counts as version 0, as for a run. */
export async function checkQuietly(project: Project, backend: Backend): Promise<ProjectCheck> {
  const answer = await askBackend(backend);
  const fresh = { ...answer, kind: 'versioned', version: 0 } as const;
  return checkOf(project, answer.kind === 'unversioned' ? fresh : answer, infoOf(backend));
}

const UNOPENED: DatabaseAnswer = { kind: 'unopened', version: null };

function infoOf({ name, file, missing }: Backend): BackendInfo {
  return { name, file, missing };
}

interface Answer extends DatabaseAnswer {
  readonly warning?: string;
}

/**
 * Without the hook `read_version`, `get_version` is asked although nothing made the version record. That it fails is
 * then how a database looks that was never migrated.
 */
async function askBackend(backend: Backend): Promise<Answer> {
  const read = await backend.readVersion();
  if (read === null) return { kind: 'unversioned', version: null };
  if (read !== undefined) return answerOf(backend, read);
  try {
    return await answerOf(backend, await backend.getVersion());
  } catch (error) {
    if (!MigrateError.is(error, 'backend-failed')) throw error;
    const warning = `there is no version record yet, or it cannot be read: ${whatOf(error)}`;
    return { kind: 'unversioned', version: null, warning };
  }
}

async function answerOf(backend: Backend, version: number): Promise<Answer> {
  const history = await backend.readHistory();
  return { kind: 'versioned', version, ...(history === undefined ? {} : { history }) };
}

/** Said where the configuration names a desired schema. */
const UNCOMPARED =
  'the database is not compared with the desired schema, since that can be done with SQLite files only';

/** Where nothing can be recorded, no other tool is to blame. */
function withoutHistory(report: MigrationReport, backend: BackendInfo): MigrationReport {
  if (report.status !== 'unrecorded' || !backend.missing.includes('history')) return report;
  return { ...report, detail: 'not recorded, for want of hooks' };
}

function checkOf(project: Project, answer: Answer, backend: BackendInfo): ProjectCheck {
  const failures: MigrateError[] = [];
  const folder = folderOf(project, failures);
  if (answer.failure !== undefined) failures.push(answer.failure);
  const errors = failures.map(lookReport);
  const migrations = [
    ...reportScripts(folder, answer).map((report) => withoutHistory(report, backend)),
    ...reportMissing(project, folder, answer),
    ...reportInvalid(folder),
  ].toSorted((a, b) => (a.version ?? Infinity) - (b.version ?? Infinity));
  const report: StatusReport = {
    state: stateOf(answer, errors, migrations, undefined),
    convention: project.convention,
    database: project.database,
    migrationsFolder: project.migrations,
    version: answer.version,
    latest: folder.migrations.at(-1)?.version ?? 0,
    migrations,
    errors,
    warnings: [
      ...warningsOf(project.convention, folder, answer, migrations),
      ...(answer.warning === undefined ? [] : [answer.warning]),
      ...(project.schema === undefined ? [] : [UNCOMPARED]),
    ],
    backend,
  };
  return { report, failures };
}
