import { readInterrupted } from '../backup/guard.ts';
import type { InterruptedRun } from '../backup/guard.ts';
import type { ReadDatabase } from '../database/databaseMemory.ts';
import { BUSY_TIMEOUT, reading } from '../database/open.ts';
import { badRecord, versionRecord } from '../database/version.ts';
import { lookReport, MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { DesiredContext } from './desiredSchema.ts';
import type { DatabaseAnswer } from './databaseAnswer.ts';
import { gapsIn, readFolder } from './folder.ts';
import type { MigrationFolder } from './folder.ts';
import { readHistory, readOwnHistory } from './history.ts';
import type { MigrationReport, StatusReport } from './report.ts';
import { readReference } from './reference.ts';
import { driftIn } from './schemaState.ts';
import type { ScriptShelf } from './scriptShelf.ts';
import {
  readingPending,
  reportDeclarative,
  reportInvalid,
  reportMissing,
  reportScripts,
  reportsWith,
} from './scriptStatus.ts';
import type { ProjectMemory, StatusMemory } from './statusMemory.ts';
import { stateOf, stateWithDrift, warningsOf } from './state.ts';

export interface StatusOptions {
  /** False lists and checks names only. */
  readonly openDatabase: boolean;
  /** Milliseconds to wait for a lock of another program. */
  readonly busyTimeout?: number;
  /** How code that tells the desired schema is run. Without it, such a schema is not compared with. */
  readonly desired?: DesiredContext;
  /** False leaves the desired schema alone: for what depends on the scripts only. */
  readonly drift?: boolean;
  /** Scripts that were read before, for many databases with the same ones. */
  readonly shelf?: ScriptShelf | undefined;
  /** Reads pending scripts too, to tell which cannot be read. A run reads them all itself before it begins. */
  readonly readsPending?: boolean;
  /** What earlier looks found, for a process that looks again and again. The answer is the same without. */
  readonly memory?: StatusMemory;
}

/** A status with the failures behind its `errors`. */
export interface ProjectCheck {
  readonly report: StatusReport;
  readonly failures: readonly MigrateError[];
}

/**
 * The state of a project and the status of each migration. Reads only: no file is made or changed.
 * Whatever is wrong is part of the answer; nothing but a defect of the program is thrown.
 */
export function readStatus(project: Project, options: StatusOptions): StatusReport {
  return checkProject(project, options).report;
}

/** As `readStatus`, for callers that go on to throw what is wrong. */
export function checkProject(project: Project, options: StatusOptions): ProjectCheck {
  const failures: MigrateError[] = [];
  const memory = options.memory?.of(project);
  const { shelf } = options;
  const folder = folderOf(
    project,
    failures,
    shelf === undefined ? memory?.scripts.look : () => shelf.folder,
  );
  const answer: Answer = options.openDatabase
    ? ask(project, folder, options.busyTimeout ?? BUSY_TIMEOUT, memory)
    : UNOPENED;
  if (answer.failure !== undefined) failures.push(answer.failure);
  if (answer.referenceFailure !== undefined) failures.push(answer.referenceFailure);
  const reportsOf =
    shelf === undefined ? memory?.scripts.reportsFor(answer) : reportsWith(shelf.read);
  const migrations = inOrder(
    reportScripts(
      folder,
      answer,
      options.readsPending === true ? readingPending(reportsOf) : reportsOf,
    ),
    reportDeclarative(folder, answer, shelf?.read),
    [
      ...(isListed(failures) ? reportMissing(project, folder, answer) : []),
      ...reportInvalid(folder),
    ],
  );
  const report = reportOf(project, options, { folder, answer, migrations, failures });
  return { report, failures };
}

/** Of a folder that is there and cannot be read, no script is known to be gone. */
function isListed(failures: readonly MigrateError[]): boolean {
  return !failures.some(
    ({ failure }) => failure.code === 'no-migrations-folder' && failure.unlisted === true,
  );
}

interface Seen {
  readonly folder: MigrationFolder;
  readonly answer: Answer;
  readonly migrations: readonly MigrationReport[];
  /** What comes up while the report is made is added. */
  readonly failures: MigrateError[];
}

/** The run that was cut off. One that cannot be read is a failure, which a database that cannot be read explains. */
function interruptedIn(project: Project, failures: MigrateError[]): InterruptedRun | undefined {
  try {
    return readInterrupted(project.database);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    if (failures.length === 0) failures.push(error);
    return undefined;
  }
}

/** The report on what was seen, and where the scripts are all applied, on whether the schema is the desired one. */
function reportOf(
  project: Project,
  options: StatusOptions,
  { folder, answer, migrations, failures }: Seen,
): StatusReport {
  const interrupted = options.openDatabase ? interruptedIn(project, failures) : undefined;
  const errors = failures.map(lookReport);
  const scripts = stateOf(answer, errors, migrations, interrupted);
  const desired =
    scripts === 'CURRENT' && answer.kind === 'versioned' ? driftIn(project, options) : {};
  if (desired.failure !== undefined) failures.push(desired.failure);
  return {
    state: stateWithDrift(scripts, desired),
    convention: project.convention,
    database: project.database,
    migrationsFolder: project.migrations,
    version: answer.version,
    latest: folder.migrations.at(-1)?.version ?? 0,
    migrations,
    errors: failures.map(lookReport),
    warnings: [
      ...warningsOf(project.convention, folder, answer, migrations),
      ...(desired.warning === undefined ? [] : [desired.warning]),
    ],
    ...(answer.reference === undefined ? {} : { reference: answer.reference.info }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(desired.drift === undefined ? {} : { drift: desired.drift }),
  };
}

/** By number, then the declarative ones, and what has no number last. The scripts are in order already. */
function inOrder(
  scripts: MigrationReport[],
  declarative: readonly MigrationReport[],
  others: readonly MigrationReport[],
): MigrationReport[] {
  if (others.length === 0) return [...scripts, ...declarative];
  const all = [...scripts, ...others];
  all.sort((a, b) => (a.version ?? Infinity) - (b.version ?? Infinity));
  const unnumbered = all.findIndex(({ version }) => version === null);
  all.splice(unnumbered === -1 ? all.length : unnumbered, 0, ...declarative);
  return all;
}

const UNOPENED: DatabaseAnswer = { kind: 'unopened', version: null };
const EMPTY: MigrationFolder = {
  migrations: [],
  declarative: [],
  invalid: [],
  zeros: [],
  unnumbered: [],
  versions: new Set(),
  duplicates: new Map(),
};

/** Lists the scripts. What is wrong with them is added to `failures`. */
export function folderOf(
  project: Project,
  failures: MigrateError[],
  read: (project: Project) => MigrationFolder = readFolder,
): MigrationFolder {
  try {
    const folder = read(project);
    for (const [version, files] of folder.duplicates)
      failures.push(new MigrateError({ code: 'duplicate-version', version, files }));
    const missing = project.convention === 'tuplesaver' ? gapsIn(folder, 'tuplesaver', 1) : [];
    if (missing.length > 0)
      failures.push(new MigrateError({ code: 'version-gap', missing, folder: project.migrations }));
    for (const { path, reason } of folder.invalid)
      failures.push(new MigrateError({ code: 'invalid-migration', file: path, reason }));
    return folder;
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    failures.push(error);
    return EMPTY;
  }
}

function ask(
  project: Project,
  folder: MigrationFolder,
  timeout: number,
  memory: ProjectMemory | undefined,
): Answer {
  const answer = askDatabase(project, folder, timeout, memory?.database.read);
  if (answer.kind === 'unreadable') return answer;
  try {
    const reference = readReference(project, timeout, memory?.reference.read);
    return reference === undefined ? answer : { ...answer, reference };
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return { ...answer, referenceFailure: error };
  }
}

interface Answer extends DatabaseAnswer {
  readonly referenceFailure?: MigrateError;
}

function askDatabase(
  project: Project,
  folder: MigrationFolder,
  timeout: number,
  read: ReadDatabase<DatabaseAnswer> = reading,
): DatabaseAnswer {
  if (folder.backend !== undefined)
    return unreadable(new MigrateError({ code: 'custom-backend', file: folder.backend }));
  try {
    return read(
      project.database,
      (connection) => {
        const record = versionRecord(connection, project.convention);
        if (record.kind === 'none') return { kind: 'unversioned', version: null };
        if (record.kind === 'bad') return unreadable(badRecord(project.database, record));
        const history = project.history ? readHistory(connection) : readOwnHistory(connection);
        return {
          kind: 'versioned',
          version: record.version,
          wholeHistory: project.convention === 'tuplesaver',
          ...(history === undefined ? {} : { history }),
        };
      },
      timeout,
    );
  } catch (error) {
    if (MigrateError.is(error, 'database-missing')) return { kind: 'absent', version: null };
    if (error instanceof MigrateError) return unreadable(error);
    throw error;
  }
}

function unreadable(failure: MigrateError): DatabaseAnswer {
  return { kind: 'unreadable', version: null, failure };
}
