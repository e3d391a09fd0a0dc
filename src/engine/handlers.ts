import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFolder } from '../core/database/makeFolder.ts';
import { backupDatabase } from '../core/backup/backup.ts';
import { listBackups } from '../core/backup/list.ts';
import { removeCopies } from '../core/backup/leftovers.ts';
import { previewRestore } from '../core/backup/preview.ts';
import { restoreReference, saveReference } from '../core/backup/reference.ts';
import { restoreBackup } from '../core/backup/restore.ts';
import { fileFailure } from '../core/database/failure.ts';
import { baselineProject } from '../core/backend/baselineProject.ts';
import { createProject } from '../core/backend/createProject.ts';
import { recordedText } from '../core/backend/recordedText.ts';
import { rehearseProject } from '../core/backend/rehearseProject.ts';
import { runProject } from '../core/backend/runProject.ts';
import { projectStatus } from '../core/backend/projectStatus.ts';
import { expandFleet } from '../core/fleet/expand.ts';
import { workThrough } from '../core/fleet/fleet.ts';
import type { FleetReport } from '../core/fleet/fleet.ts';
import type { FleetJob } from '../core/fleet/protocol.ts';
import { enroll } from '../core/migration/enroll.ts';
import { PYTHON_VARIABLE } from '../core/migration/interpreter.ts';
import { newMigration } from '../core/migration/newMigration.ts';
import { recover } from '../core/migration/recover.ts';
import { referenceText } from '../core/migration/reference.ts';
import { renumber } from '../core/migration/renumber.ts';
import { StatusMemory } from '../core/migration/statusMemory.ts';
import { recordScripts } from '../core/migration/rerecord.ts';
import { restoreScript, restoreScripts } from '../core/migration/restoreScripts.ts';
import { CONFIG_FILE } from '../core/project/configText.ts';
import { discoverProjects } from '../core/project/discover.ts';
import { renderConfig } from '../core/project/renderConfig.ts';
import { rehearsalMarkdown } from '../core/rehearse/markdown.ts';
import type { Runtime } from '../core/runtime.ts';
import { readContent } from '../core/schema/content.ts';
import { PrintedCache } from '../core/schema/desired/printedCache.ts';
import { reportDifference } from '../core/generate/differenceReport.ts';
import { generateMigration } from '../core/generate/generate.ts';
import { lintProject } from '../core/lint/lintProject.ts';
import { lintText } from '../core/lint/lintText.ts';
import { ImageCache } from '../core/replay/imageCache.ts';
import { originOf } from '../core/replay/origin.ts';
import { schemaAtVersion } from '../core/replay/replay.ts';
import { definitionsText } from '../core/schema/schemaText.ts';
import { appliedEditOf } from '../core/script/appliedEdit.ts';
import {
  checkScript,
  completeScript,
  defineScript,
  describeScript,
  LONGEST_TEXT,
  referencesOfScript,
  stakesAt,
  writeFollowUp,
} from '../core/script/assist.ts';
import { mergedCheck } from '../core/script/mergedCheck.ts';
import { outlineOf } from '../core/script/outline.ts';
import { ofSqliteScripts, onSqliteFiles } from './sqliteOnly.ts';
import type { CodeParams, EngineMethod, EngineRequests, RunParams } from './protocol.ts';

/** Milliseconds that a look at the database waits for a lock; the editor asks again when something changes. */
const GLANCE = 1000;
/** Milliseconds that a status may take to tell the desired schema: whoever asked for it does not wait much longer. */
const GLANCE_AT_CODE = 8000;

/** The editor looks again after each change of any script. */
const looked = new StatusMemory(() => Date.now());
/** Looks at a project come often, and code is slow to start. */
const printed = new PrintedCache();
/** The databases that scripts being edited find, as the scripts before them make them. */
const images = new ImageCache();

type Handlers = {
  readonly [M in EngineMethod]: (
    params: EngineRequests[M]['params'],
    runtime: (cwd: string) => Runtime,
  ) => EngineRequests[M]['result'] | Promise<EngineRequests[M]['result']>;
};

/** What the engine process does for each request. */
export const handlers: Handlers = {
  discover: (params) => discoverProjects(params),
  status: ({ openDatabase, ...params }, runtime) => {
    const code = codeOptions(params, runtime);
    const desired = { ...code, timeoutMs: GLANCE_AT_CODE, cache: printed };
    const options = { openDatabase, busyTimeout: GLANCE, desired, memory: looked };
    return projectStatus(params.project, options, code.runtime);
  },
  listBackups: ({ project }, runtime) => listBackups(project, runtime(project.root)),
  appliedText: ({ version, ...params }, runtime) => {
    const { runtime: own, ...options } = codeOptions(params, runtime);
    return recordedText(params.project, version, options, own);
  },
  setup: ({ folder, database, migrations }) => writeConfig(folder, database, migrations),
  new: ({ project, name, kind }) => newMigration(project, name, kind),
  create: ({ project }, runtime) => createProject(project, runtime(project.root)),
  run: (params, runtime) => run(params, runtime(params.project.root)),
  rehearse: async ({ project, env, ...options }, runtime) => {
    const { runtime: own } = codeOptions({ project, ...(env && { env }) }, runtime);
    const report = await rehearseProject(project, options, own);
    return { report, markdown: rehearsalMarkdown(report) };
  },
  recover: ({ project, partials = [] }, runtime) => {
    removeCopies(partials);
    return recover(project, runtime(project.root));
  },
  fleetStatus: ({ project }, runtime) =>
    workOnFleet({ kind: 'status', project }, runtime(project.root)),
  fleetRun: ({ project, env, ...options }, runtime) =>
    workOnFleet({ kind: 'run', project, options }, runtime(project.root), env),
  enroll: ({ project }, runtime) => enroll(project, runtime(project.root)),
  baseline: ({ project, version }, runtime) =>
    baselineProject(project, version, runtime(project.root)),
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
  previewRestore: onSqliteFiles(({ project, file }) => previewRestore(project, file)),
  referenceText: onSqliteFiles(({ project, version }) => referenceText(project, version)),
  schema: onSqliteFiles(({ project }) => readContent(project.database)),
  schemaAt: async ({ version, scripts, ...params }, runtime) => {
    const { runtime: own, ...options } = codeOptions(params, runtime);
    const replayed = await schemaAtVersion(params.project, version, own, { ...options, scripts });
    const { objects } = replayed;
    return { version: replayed.version, sql: definitionsText(objects), objects };
  },
  origin: ({ scripts, type, name, column, ...params }, runtime) => {
    const { runtime: own, ...options } = codeOptions(params, runtime);
    const subject = { type, name, ...(column === undefined ? {} : { column }) };
    return originOf(params.project, subject, own, { ...options, scripts });
  },
  diff: ({ renames, ...params }, runtime) => {
    const { runtime: own, ...options } = codeOptions(params, runtime);
    return reportDifference(params.project, { ...options, ...(renames && { renames }) }, own);
  },
  checkScript: ofSqliteScripts({ diagnostics: [] }, async (params, runtime) => {
    const { project, file, text } = params;
    const failing = checkScript(params);
    if (text.length > LONGEST_TEXT) return failing;
    const lint = await lintText(project, file, text, runtime(project.root), images);
    return mergedCheck(failing, lint);
  }),
  lint: ({ python, env, project, ...options }, runtime) => {
    const { runtime: own, ...code } = codeOptions(
      { project, ...(python === undefined ? {} : { python }), ...(env && { env }) },
      runtime,
    );
    return lintProject(project, { ...options, ...code }, own);
  },
  completeScript: ofSqliteScripts({ start: 0, end: 0, items: [] }, completeScript),
  describeScript: ofSqliteScripts(null, describeScript),
  // These know no database: they find names in the texts of the scripts.
  defineScript: (params) => defineScript(params),
  referencesOfScript: (params) => referencesOfScript(params),
  outlineScript: ({ text }) => outlineOf(text),
  appliedEdit: ofSqliteScripts(null, ({ project, version, text }) =>
    appliedEditOf(project, version, text),
  ),
  stakes: ofSqliteScripts(null, (params, runtime) =>
    stakesAt(params, runtime(params.project.root)),
  ),
  followUp: onSqliteFiles(({ project, ...edited }) => writeFollowUp(project, edited)),
  generate: ({ project, python, env, ...options }, runtime) => {
    // What is given wins over the configuration, and over the environment.
    const named = { ...env, ...(python !== undefined && { [PYTHON_VARIABLE]: python }) };
    const { runtime: own } = codeOptions({ project, env: named }, runtime);
    return generateMigration(project, options, own);
  },
};

function run(
  { project, env, ...options }: RunParams & { readonly only?: string },
  runtime: Runtime,
): Promise<EngineRequests['run']['result']> {
  // The setting of the editor asks for backups everywhere; where there is no hook for them, status says so.
  const backup = options.backup === true ? { backup: 'if-possible' as const } : {};
  return runProject(
    project,
    { ...options, ...backup },
    {
      ...runtime,
      env: { ...scriptEnvironment(runtime.env), ...env },
    },
  );
}

function codeOptions(
  { project, python, env }: CodeParams,
  runtime: (cwd: string) => Runtime,
): { readonly runtime: Runtime; readonly python?: string } {
  const own = runtime(project.root);
  return {
    runtime: { ...own, env: { ...scriptEnvironment(own.env), ...env } },
    ...(python === undefined ? {} : { python }),
  };
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
    makeFolder(resolve(folder, migrations));
  } catch (error) {
    throw fileFailure(error, configFile);
  }
  return { configFile };
}
