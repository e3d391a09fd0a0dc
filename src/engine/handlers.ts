import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { backupDatabase } from '../core/backup/backup.ts';
import { listBackups } from '../core/backup/list.ts';
import { previewRestore } from '../core/backup/preview.ts';
import { restoreReference, saveReference } from '../core/backup/reference.ts';
import { restoreBackup } from '../core/backup/restore.ts';
import { fileFailure } from '../core/database/failure.ts';
import { createDatabase } from '../core/database/version.ts';
import { expandFleet } from '../core/fleet/expand.ts';
import { workThrough } from '../core/fleet/fleet.ts';
import type { FleetReport } from '../core/fleet/fleet.ts';
import type { FleetJob } from '../core/fleet/protocol.ts';
import { appliedText } from '../core/migration/appliedText.ts';
import { baseline } from '../core/migration/baseline.ts';
import { enroll } from '../core/migration/enroll.ts';
import { newMigration } from '../core/migration/newMigration.ts';
import { recover } from '../core/migration/recover.ts';
import { referenceText } from '../core/migration/reference.ts';
import { renumber } from '../core/migration/renumber.ts';
import { recordScripts } from '../core/migration/rerecord.ts';
import { restoreScript, restoreScripts } from '../core/migration/restoreScripts.ts';
import { runPending } from '../core/migration/run.ts';
import { readStatus } from '../core/migration/status.ts';
import { CONFIG_FILE } from '../core/project/configText.ts';
import { discoverProjects } from '../core/project/discover.ts';
import { renderConfig } from '../core/project/renderConfig.ts';
import type { Runtime } from '../core/runtime.ts';
import type { EngineMethod, EngineRequests, RunParams } from './protocol.ts';

/** Milliseconds that a look at the database waits for a lock; the editor asks again when something changes. */
const GLANCE = 1000;

type Handlers = {
  readonly [M in EngineMethod]: (
    params: EngineRequests[M]['params'],
    runtime: (cwd: string) => Runtime,
  ) => EngineRequests[M]['result'] | Promise<EngineRequests[M]['result']>;
};

/** What the engine process does for each request. */
export const handlers: Handlers = {
  discover: (params) => discoverProjects(params),
  status: ({ project, openDatabase }) => readStatus(project, { openDatabase, busyTimeout: GLANCE }),
  listBackups: ({ project }) => listBackups(project),
  appliedText: ({ project, version }) => appliedText(project, version),
  setup: ({ folder, database, migrations }) => writeConfig(folder, database, migrations),
  new: ({ project, name, kind }) => newMigration(project, name, kind),
  create: ({ project }) => createDatabase(project.database, project.convention),
  run: (params, runtime) => run(params, runtime(params.project.root)),
  fleetStatus: ({ project }, runtime) =>
    workOnFleet({ kind: 'status', project }, runtime(project.root)),
  fleetRun: ({ project, env, ...options }, runtime) =>
    workOnFleet({ kind: 'run', project, options }, runtime(project.root), env),
  recover: ({ project }, runtime) => recover(project, runtime(project.root)),
  enroll: ({ project }, runtime) => enroll(project, runtime(project.root)),
  baseline: ({ project, version }, runtime) => baseline(project, version, runtime(project.root)),
  backup: ({ project }, runtime) => backupDatabase(project, runtime(project.root)),
  restore: ({ project, file }, runtime) => restoreBackup(project, file, runtime(project.root)),
  apply: ({ file, ...params }, runtime) =>
    run({ ...params, only: file }, runtime(params.project.root)),
  record: ({ project, versions }, runtime) =>
    recordScripts(project, versions, runtime(project.root)),
  renumber: ({ project, file }, runtime) => renumber(project, file, runtime(project.root)),
  restoreScript: ({ project, version, source }, runtime) =>
    restoreScript(project, version, source, runtime(project.root)),
  restoreScripts: ({ project, source }, runtime) =>
    restoreScripts(project, source, runtime(project.root)),
  saveReference: ({ project, from }, runtime) =>
    saveReference(project, runtime(project.root), from),
  restoreReference: ({ project }, runtime) => restoreReference(project, runtime(project.root)),
  previewRestore: ({ project, file }) => previewRestore(project, file),
  referenceText: ({ project, version }) => referenceText(project, version),
};

function run(
  { project, env, ...options }: RunParams & { readonly only?: string },
  runtime: Runtime,
): Promise<EngineRequests['run']['result']> {
  return runPending(project, options, {
    ...runtime,
    env: { ...scriptEnvironment(runtime.env), ...env },
  });
}

/** How many databases of each version the editor lists. */
const LISTED = 100;

function workOnFleet(
  job: FleetJob,
  runtime: Runtime,
  env: Readonly<Record<string, string>> = {},
): Promise<FleetReport> {
  const options = {
    jobs: availableParallelism(),
    onFailure: 'continue',
    canary: 1,
    named: LISTED,
    env,
  } as const;
  const start = {
    entry: process.argv[1] ?? '',
    execPath: process.execPath,
    env: scriptEnvironment(runtime.env),
    platform: runtime.platform,
    electron: 'electron' in process.versions,
  };
  return workThrough(job, expandFleet(job.project), options, start, runtime);
}

/** Scripts that start Node or Electron themselves must not inherit that this process stands in for Node. */
function scriptEnvironment({
  ELECTRON_RUN_AS_NODE: _,
  NODE_CHANNEL_FD: __,
  ...env
}: Runtime['env']): Runtime['env'] {
  return env;
}

function writeConfig(folder: string, database: string, migrations: string): { configFile: string } {
  const configFile = join(folder, CONFIG_FILE);
  try {
    writeFileSync(configFile, renderConfig({ db: database, migrations }), { flag: 'wx' });
    // Without the folder, a project that was just set up would be in error.
    mkdirSync(resolve(folder, migrations), { recursive: true });
  } catch (error) {
    throw fileFailure(error, configFile);
  }
  return { configFile };
}
