import { MigrateError } from '../errors.ts';
import type { ErrorReport } from '../errors.ts';
import { BUSY_TIMEOUT, reading } from '../database/open.ts';
import { versionRecord } from '../database/version.ts';
import type { Project } from '../project/project.ts';
import { divergenceOf, isHarmless } from './divergence.ts';
import { readFolder } from './folder.ts';
import type { MigrationFile, MigrationFolder } from './folder.ts';
import { readInterrupted } from '../backup/guard.ts';
import type { InterruptedRun } from '../backup/guard.ts';
import { readHistory } from './history.ts';
import type { HistoryRow } from './history.ts';
import type { MigrationReport, ProjectState, StatusReport } from './report.ts';
import { readScript } from './script.ts';

export interface StatusOptions {
  /** False lists and checks names only. */
  readonly openDatabase: boolean;
  /** Milliseconds to wait for a lock of another program. */
  readonly busyTimeout?: number;
}

/** What the database says: its version and what was recorded, or why it says nothing. */
interface DatabaseAnswer {
  readonly kind: 'versioned' | 'absent' | 'unversioned' | 'unreadable' | 'unopened';
  readonly version: number | null;
  readonly history?: ReadonlyMap<number, HistoryRow>;
  readonly failure?: MigrateError;
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
  const folder = folderOf(project, failures);
  const answer = options.openDatabase
    ? ask(project, folder, options.busyTimeout ?? BUSY_TIMEOUT)
    : UNOPENED;
  if (answer.failure !== undefined) failures.push(answer.failure);
  const errors = failures.map((failure) => failure.report(false));
  const migrations = [
    ...reportScripts(folder, answer),
    ...reportMissing(project, folder, answer),
    ...reportInvalid(folder),
  ];
  migrations.sort((a, b) => (a.version ?? Infinity) - (b.version ?? Infinity));
  const interrupted = options.openDatabase ? readInterrupted(project.database) : undefined;
  const report: StatusReport = {
    state: stateOf(answer, errors, migrations, interrupted),
    database: project.database,
    migrationsFolder: project.migrations,
    version: answer.version,
    latest: folder.migrations.at(-1)?.version ?? 0,
    migrations,
    errors,
    warnings: warningsOf(folder, answer, migrations),
    ...(interrupted === undefined ? {} : { interrupted }),
  };
  return { report, failures };
}

const UNOPENED: DatabaseAnswer = { kind: 'unopened', version: null };
const EMPTY: MigrationFolder = { migrations: [], invalid: [], duplicates: new Map() };

function folderOf(project: Project, failures: MigrateError[]): MigrationFolder {
  try {
    const folder = readFolder(project);
    for (const [version, files] of folder.duplicates)
      failures.push(new MigrateError({ code: 'duplicate-version', version, files }));
    for (const { path, reason } of folder.invalid)
      failures.push(new MigrateError({ code: 'invalid-migration', file: path, reason }));
    return folder;
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    failures.push(error);
    return EMPTY;
  }
}

function ask(project: Project, folder: MigrationFolder, timeout: number): DatabaseAnswer {
  if (folder.backend !== undefined)
    return unreadable(new MigrateError({ code: 'custom-backend', file: folder.backend }));
  try {
    return reading(
      project.database,
      (connection): DatabaseAnswer => {
        const record = versionRecord(connection);
        if (record.kind === 'none') return { kind: 'unversioned', version: null };
        if (record.kind === 'bad')
          return unreadable(
            new MigrateError({
              code: 'bad-version-record',
              database: project.database,
              reason: record.problem,
            }),
          );
        const history = readHistory(connection);
        return {
          kind: 'versioned',
          version: record.version,
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

function reportScripts(folder: MigrationFolder, answer: DatabaseAnswer): MigrationReport[] {
  return folder.migrations.map((migration) => {
    const duplicates = folder.duplicates.get(migration.version);
    if (duplicates !== undefined)
      return {
        ...migration,
        status: 'invalid',
        detail: `same number as ${duplicates.filter((file) => file !== migration.file).join(', ')}`,
      };
    return reportScript(migration, answer);
  });
}

function reportScript(
  migration: MigrationFile,
  { version, history }: DatabaseAnswer,
): MigrationReport {
  if (version === null || migration.version > version) return { ...migration, status: 'pending' };
  const row = history?.get(migration.version);
  if (row !== undefined) return reportRecorded(migration, row);
  if (isBetween(migration.version, history))
    return {
      ...migration,
      status: 'skipped',
      detail: `never applied, although later ones were; renumber it above ${version}`,
    };
  return { ...migration, status: 'unrecorded', detail: 'applied by another tool, not verified' };
}

/** What lies below the first record was there before history began, and what lies above the last came from another tool. */
function isBetween(version: number, history: ReadonlyMap<number, HistoryRow> | undefined): boolean {
  const recorded = [...(history?.keys() ?? [])].filter((id) => id > 0);
  const [first, last] = [recorded[0], recorded.at(-1)];
  return first !== undefined && last !== undefined && version > first && version < last;
}

function reportRecorded(migration: MigrationFile, row: HistoryRow): MigrationReport {
  const appliedAt = row.finishedAt;
  if (row.filename !== migration.file)
    return {
      ...migration,
      status: 'diverged',
      divergence: 'name',
      appliedAt,
      detail: `applied as ${row.filename}`,
    };
  try {
    const divergence = divergenceOf(row.script, readScript(migration.path).text, migration.kind);
    if (divergence === null) return { ...migration, status: 'applied', appliedAt };
    return {
      ...migration,
      status: 'diverged',
      divergence,
      appliedAt,
      detail: DIVERGED[divergence],
    };
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return { ...migration, status: 'invalid', appliedAt, detail: error.message };
  }
}

const DIVERGED = {
  format: 'edited since it was applied, in white space only',
  comments: 'edited since it was applied, in comments only',
  meaning: 'edited since it was applied',
};

function reportMissing(
  project: Project,
  folder: MigrationFolder,
  answer: DatabaseAnswer,
): MigrationReport[] {
  const present = new Set(folder.migrations.map((migration) => migration.version));
  const missing: MigrationReport[] = [];
  for (const row of answer.history?.values() ?? []) {
    if (row.id <= 0 || present.has(row.id) || row.id > (answer.version ?? 0)) continue;
    missing.push({
      version: row.id,
      file: row.filename,
      path: `${project.migrations}/${row.filename}`,
      kind: null,
      status: 'missing',
      appliedAt: row.finishedAt,
      detail: 'applied, but the file is gone',
    });
  }
  return missing;
}

function reportInvalid(folder: MigrationFolder): MigrationReport[] {
  return folder.invalid.map(({ version, file, path, reason }) => ({
    version,
    file,
    path,
    kind: null,
    status: 'invalid',
    detail: reason,
  }));
}

function stateOf(
  answer: DatabaseAnswer,
  errors: readonly ErrorReport[],
  migrations: readonly MigrationReport[],
  interrupted: InterruptedRun | undefined,
): ProjectState {
  if (answer.kind === 'absent') return 'ABSENT';
  if (answer.kind === 'unversioned') return 'UNVERSIONED';
  if (errors.length > 0 || migrations.some((m) => m.status === 'invalid')) return 'ERROR';
  if (
    migrations.some(
      (m) => m.status === 'missing' || (m.divergence !== undefined && !isHarmless(m.divergence)),
    )
  )
    return 'DIVERGED';
  if (
    interrupted !== undefined ||
    migrations.some((m) => m.status === 'pending' || m.status === 'skipped')
  )
    return 'PENDING';
  return 'CURRENT';
}

function warningsOf(
  folder: MigrationFolder,
  answer: DatabaseAnswer,
  migrations: readonly MigrationReport[],
): string[] {
  const warnings: string[] = [];
  const gaps = gapsOf(folder.migrations);
  if (gaps.length > 0) warnings.push(`no script has version ${gaps.join(', ')}`);
  const latest = folder.migrations.at(-1)?.version ?? 0;
  if (
    answer.version !== null &&
    answer.version > latest &&
    answer.history?.has(answer.version) !== true
  )
    warnings.push(
      `the database is at version ${answer.version}, the last script is version ${latest}`,
    );
  for (const { file, divergence, detail } of migrations)
    if (divergence !== undefined && isHarmless(divergence))
      warnings.push(`${file}: ${detail ?? divergence}`);
  return warnings;
}

/** Numbers or ranges that no script has, between the first script and the last. */
function gapsOf(migrations: readonly MigrationFile[]): string[] {
  const gaps: string[] = [];
  let previous: number | undefined;
  for (const { version } of migrations) {
    if (previous !== undefined && version > previous + 1)
      gaps.push(
        version === previous + 2 ? String(previous + 1) : `${previous + 1} to ${version - 1}`,
      );
    previous = version;
  }
  return gaps;
}
