import type { WorkspaceFolder } from 'vscode';
import type { BackupInfo } from '../core/backup/backupFile.ts';
import type { ErrorReport } from '../core/errors.ts';
import type { FleetReport } from '../core/fleet/fleet.ts';
import type { FleetResult } from '../core/fleet/fleetReport.ts';
import type { MigrationReport, MigrationStatus, StatusReport } from '../core/migration/report.ts';
import type { Project } from '../core/project/project.ts';

/** A change that is going on, as far as its events tell. */
export interface RunningChange {
  /** What is being done, such as `Running migrations`. */
  readonly title: string;
  /** File name of the script that runs now. */
  readonly file?: string;
  /** File names of the scripts that were applied since the start. */
  readonly done: ReadonlySet<string>;
}

/** Why the engine could not tell a project's status. */
export interface StatusProblem {
  /** Failure code of the engine, or `engine` when the engine itself had trouble. */
  readonly code: string;
  readonly message: string;
}

/** What is known of one project. Never changed in place: each change makes a new entry. */
export interface ProjectEntry {
  /** Stable over refreshes and unique in the window. */
  readonly key: string;
  readonly folder: WorkspaceFolder;
  readonly project: Project;
  readonly status?: StatusReport;
  /** What the databases are at, of a project that has several. Such a one has no `status`. */
  readonly fleet?: FleetReport;
  readonly problem?: StatusProblem;
  readonly backups: readonly BackupInfo[];
  readonly running?: RunningChange;
  /** The last failure of a run, until its script changes status or is run again. */
  readonly failure?: ErrorReport;
  /** That the script was edited after this failure, whose place is then none of the text any more. */
  readonly failureEdited?: true;
  /** Databases that the last run of a fleet failed on, until the next run, or until none has anything left to apply. */
  readonly fleetFailures?: readonly FleetResult[];
}

/** A configuration file that cannot be used. */
export interface ConfigFailure {
  readonly folder: WorkspaceFolder;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Whether the project is about one SQLite file, as far as is known, which is there. */
export function hasDatabaseFile({ project, status }: ProjectEntry): boolean {
  return project.fleet === undefined && status?.state !== 'ABSENT' && status?.backend === undefined;
}

/** Whether another program keeps the database from being read. */
export function isLocked({ status, problem }: ProjectEntry): boolean {
  return problem?.code === 'busy' || status?.errors.some(({ code }) => code === 'busy') === true;
}

/** Whether it is known which scripts were applied. It is not where the database was not, or could not be, read. */
export function isVersionKnown({ status }: ProjectEntry): boolean {
  return (
    status !== undefined &&
    (status.version !== null || status.state === 'ABSENT' || isFreshBackend(status))
  );
}

/** Whether hooks reach a database that has no version record yet, which the first run makes. */
export function isFreshBackend({ state, backend }: StatusReport): boolean {
  return state === 'UNVERSIONED' && backend !== undefined;
}

/** Scripts that a run would apply, in order. None where the version is not known. */
export function pendingScripts(entry: ProjectEntry): readonly MigrationReport[] {
  return isVersionKnown(entry) && entry.status !== undefined ? factsOf(entry.status).pending : [];
}

/** What several rows ask of all scripts. */
interface StatusFacts {
  readonly pending: readonly MigrationReport[];
  readonly trouble: number;
  /** Numbers that several files have. */
  readonly twins: ReadonlySet<number>;
}

// A status is never changed in place, so what was found in it once stays true as long as it is there.
const facts = new WeakMap<StatusReport, StatusFacts>();

function factsOf(status: StatusReport): StatusFacts {
  const known = facts.get(status);
  if (known !== undefined) return known;
  const found = {
    pending: status.migrations.filter((migration) => migration.status === 'pending'),
    trouble: status.migrations.filter((migration) => TROUBLING.has(migration.status)).length,
    twins: sharedNumbers(status.migrations),
  };
  facts.set(status, found);
  return found;
}

function sharedNumbers(migrations: readonly MigrationReport[]): ReadonlySet<number> {
  const files = new Map<number, string>();
  const shared = new Set<number>();
  for (const { version, file } of migrations) {
    if (version === null) continue;
    if ((files.get(version) ?? file) !== file) shared.add(version);
    files.set(version, file);
  }
  return shared;
}

const TROUBLING: ReadonlySet<MigrationStatus> = new Set([
  'diverged',
  'conflicted',
  'skipped',
  'invalid',
  'missing',
]);

/** How many databases of a fleet have something to apply. */
export function pendingDatabases({ fleet }: ProjectEntry): number {
  return fleet?.summary.states?.['PENDING'] ?? 0;
}

/** Databases of a fleet that cannot be read, or that the last run failed on; each once. */
export function failedDatabases({
  fleet,
  fleetFailures = [],
}: ProjectEntry): readonly FleetResult[] {
  const unreadable = fleet?.summary.failures ?? [];
  const named = new Set(unreadable.map(({ database }) => database));
  return [...unreadable, ...fleetFailures.filter(({ database }) => !named.has(database))];
}

/** Version that the database has after these scripts; undefined where none of them is numbered. */
export function versionAfter(scripts: readonly MigrationReport[]): number | undefined {
  return scripts.findLast(({ declarative }) => declarative !== true)?.version ?? undefined;
}

/** How many scripts are in the way of a run, or differ from what was applied. */
export function troubleCount({ status }: ProjectEntry): number {
  return status === undefined ? 0 : factsOf(status).trouble;
}

/** Scripts that make a run refuse. A divergence in white space or comments does not. */
export function obstacles(entry: ProjectEntry): readonly MigrationReport[] {
  const blocking = new Set(['conflicted', 'skipped', 'invalid', 'missing']);
  return (entry.status?.migrations ?? []).filter(
    ({ status, divergence }) =>
      blocking.has(status) ||
      (status === 'diverged' && divergence !== 'format' && divergence !== 'comments'),
  );
}

/** Whether the only thing wrong is that no folder for scripts was made yet. */
export function lacksOnlyFolder({ status }: ProjectEntry): boolean {
  const errors = status?.errors ?? [];
  return errors.length > 0 && errors.every(({ code }) => code === 'no-migrations-folder');
}

/** In what the live schema differs from the desired one, in state DRIFT; else undefined. */
export function driftOf({ status }: ProjectEntry): StatusReport['drift'] {
  return status?.state === 'DRIFT' ? status.drift : undefined;
}

/** Whether there is a database whose schema can be shown. */
export function hasReadableSchema({ status }: ProjectEntry): boolean {
  if (status === undefined || status.state === 'ABSENT' || status.backend !== undefined)
    return false;
  return status.version !== null || status.state === 'UNVERSIONED';
}

/** The word for a project's state in context keys and `when` clauses. */
export function stateWord(entry: ProjectEntry): string {
  if (entry.problem !== undefined) return entry.problem.code;
  return entry.status?.state.toLowerCase() ?? 'unknown';
}

/** Whether another script has the same number. */
export function hasTwin({ status }: ProjectEntry, { version }: MigrationReport): boolean {
  return status !== undefined && version !== null && factsOf(status).twins.has(version);
}

/** Whether all that keeps the script from being pending is what its file holds. */
export function isUnreadable(entry: ProjectEntry, migration: MigrationReport): boolean {
  const { status, kind, appliedAt } = migration;
  return (
    status === 'invalid' && kind !== null && appliedAt === undefined && !hasTwin(entry, migration)
  );
}

/** Whether the script was not applied, and has a number that it cannot keep: it can get the next free one. */
export function isRenumberable(entry: ProjectEntry, migration: MigrationReport): boolean {
  if (migration.kind === null || migration.declarative === true) return false;
  switch (migration.status) {
    case 'skipped':
      return true;
    case 'invalid':
      return hasTwin(entry, migration);
    case 'conflicted':
      return migration.appliedAt === undefined && migration.reference !== 'missing';
    case 'diverged':
      return migration.appliedAs !== undefined && isEdited(migration);
    default:
      return false;
  }
}

/** Whether the script may be recorded as it is: another tool applied it, or it was renamed or edited in its looks only. */
export function isRecordable(
  { project }: ProjectEntry,
  { status, divergence }: MigrationReport,
): boolean {
  if (!project.history) return false;
  return status === 'unrecorded' || (status === 'diverged' && divergence !== 'meaning');
}

/** The script in whose place enrolling would write the first migration, which it never does over one that is there. */
export function firstScript({ migrations }: StatusReport): MigrationReport | undefined {
  return migrations.find(({ version }) => version === 1);
}

/** Whether the script was applied with another meaning than it has now. */
export function isEdited({ status, divergence }: MigrationReport): boolean {
  return status === 'diverged' && (divergence ?? 'meaning') === 'meaning';
}

/** Whether the script may get another name: no database has it under this one. */
export function isRenamable(
  entry: ProjectEntry,
  { status, declarative }: MigrationReport,
): boolean {
  if (declarative === true) return false;
  if (status === 'pending') return isVersionKnown(entry);
  return status === 'invalid' || status === 'skipped';
}

/** Whether the schema after this script can be made by applying the scripts up to it to an empty database. */
export function isReplayable({ version, status, declarative }: MigrationReport): boolean {
  return version !== null && declarative !== true && status !== 'invalid' && status !== 'missing';
}

/** Whether the reference recorded a script that is not as the file is. */
export function differsFromReference({ reference }: MigrationReport): boolean {
  return reference === 'conflicted' || reference === 'missing';
}

/** Whether it is known where a reference of the project would be. */
export function hasReferencePlace({ reference, convention }: Project): boolean {
  return reference !== undefined || convention === 'tuplesaver';
}
