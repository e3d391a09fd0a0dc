import { requireSqlite } from '../project/backendFile.ts';
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { realDatabase } from '../backup/guard.ts';
import { inRehearsalFolder } from '../backup/rehearsalFolder.ts';
import { databaseFailure } from '../database/failure.ts';
import { BUSY_TIMEOUT } from '../database/open.ts';
import { copyUntouched } from '../database/untouchedCopy.ts';
import { createDatabase } from '../database/version.ts';
import { errorReport, MigrateError } from '../errors.ts';
import { pendingOf } from '../migration/pending.ts';
import { adoptEarlier, requireTransactional, stepsOf } from '../migration/run.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import { checkProject } from '../migration/status.ts';
import type { Step } from '../migration/step.ts';
import type { Project } from '../project/project.ts';
import { referencePath } from '../project/reference.ts';
import type { Runtime } from '../runtime.ts';
import { basisOf } from './basis.ts';
import type { Basis } from './basis.ts';
import { newFaults, oldViolations, sizeOf } from './condition.ts';
import { lookAt } from './look.ts';
import { rehearseSteps } from './rehearseSteps.ts';
import type { RehearsalBasis, RehearsalReport, RehearsedMigration } from './report.ts';

export interface RehearsalOptions extends Pick<
  RunOptions,
  'to' | 'atomic' | 'force' | 'python' | 'shell' | 'stdin' | 'ownProcessGroup'
> {
  /** What is copied; the database by default. */
  readonly on?: 'database' | 'reference';
}

/** Set in the environment of `.py` and `.sh` scripts while they are rehearsed. */
export const REHEARSAL_VARIABLE = 'FASTMIGRATE_REHEARSAL';

/** What a rehearsal has come to so far. */
interface Progress {
  basis: RehearsalBasis;
  copyOf: string | null;
  /** Where the copy is, while there is one. */
  copy: string | null;
  from: number;
  to: number;
  results: readonly RehearsedMigration[];
  foreignKeys: RehearsalReport['foreignKeys'];
  integrity: RehearsalReport['integrity'];
  size: RehearsalReport['size'];
  readonly warnings: string[];
}

/**
 * Runs the pending migrations on a private copy of the database, which is removed afterwards. The database itself and
 * the files beside it are only read. `.py` and `.sh` scripts run too, on the copy; what they do elsewhere is real.
 * Whatever goes wrong is in the report.
 */
export async function rehearse(
  project: Project,
  options: RehearsalOptions,
  runtime: Runtime,
): Promise<RehearsalReport> {
  const progress: Progress = {
    basis: 'database',
    copyOf: null,
    copy: null,
    from: 0,
    to: 0,
    results: [],
    foreignKeys: { new: [], old: 0 },
    integrity: null,
    size: { before: 0, after: 0 },
    warnings: [],
  };
  try {
    requireSqlite(project);
    requireOne(project);
    const basis = basisOf(project, options.on);
    progress.basis = basis.kind;
    progress.copyOf = basis.file;
    if (basis.warning !== undefined) progress.warnings.push(basis.warning);
    await inRehearsalFolder(runtime, (folder) =>
      rehearseIn(join(folder, basename(project.database)), basis, {
        project,
        options,
        runtime,
        progress,
      }),
    );
    return reportOf(project, progress);
  } catch (thrown) {
    const error = databaseFailure(thrown, project.database, BUSY_TIMEOUT);
    if (!(error instanceof MigrateError)) throw error;
    return failedReport(project, progress, error);
  }
}

/** Of a pattern there is no file, and an empty database in its place would tell nothing. */
function requireOne({ fleet }: Project): void {
  if (fleet === undefined) return;
  const reason = 'a rehearsal works on one database only';
  throw new MigrateError({ code: 'bad-argument', argument: 'db', reason });
}

function reportOf(
  { database }: Project,
  { results, copy: _, ...progress }: Progress,
): RehearsalReport {
  const { integrity } = progress;
  return {
    ok: integrity === null || integrity === 'ok',
    database,
    ...progress,
    migrations: results,
  };
}

/** The copy is gone when the report is read, so what a message says of it is said of the database. */
function failedReport(project: Project, progress: Progress, error: MigrateError): RehearsalReport {
  const report = errorReport(error);
  const { copy } = progress;
  const { failure } = error;
  const foreignKeys =
    failure.code === 'foreign-key-violation'
      ? { ...progress.foreignKeys, new: failure.violations }
      : progress.foreignKeys;
  return {
    ...reportOf(project, progress),
    ok: false,
    foreignKeys,
    error:
      copy === null
        ? report
        : { ...report, message: report.message.replaceAll(copy, project.database) },
  };
}

interface Rehearsal {
  readonly project: Project;
  readonly options: RehearsalOptions;
  readonly runtime: Runtime;
  readonly progress: Progress;
}

async function rehearseIn(copy: string, basis: Basis, rehearsal: Rehearsal): Promise<void> {
  const { project, options, runtime, progress } = rehearsal;
  progress.copy = copy;
  if (basis.file === null) createDatabase(copy, project.convention);
  else await copyUntouched(basis.file, copy, runtime);
  const onCopy = projectOn(copy, project);
  progress.size = { before: sizeOf(copy), after: sizeOf(copy) };
  const steps = stepsOn(onCopy, rehearsal);
  if (steps.length === 0) return;
  progress.foreignKeys = { new: [], old: oldViolations(copy) };
  const watched = steps.some(({ migration }) => migration.kind !== 'sql')
    ? realDatabase(project.database)
    : undefined;
  const mark = watched === undefined ? '' : markOf(watched);
  try {
    await rehearseSteps(
      steps,
      { options, runtime: rehearsing(runtime), first: lookAt(copy) },
      (results) => {
        progress.results = results;
        const passed = results.filter(({ result, version }) => result === 'passed' && version > 0);
        progress.to = passed.at(-1)?.version ?? progress.from;
      },
    );
    progress.integrity = await newFaults(copy, basis.file, runtime);
  } finally {
    progress.size = { ...progress.size, after: sizeOf(copy) };
    if (watched !== undefined && markOf(watched) !== mark)
      progress.warnings.push(
        `${watched} changed meanwhile: a script wrote to it and not to the copy, or another program did`,
      );
  }
}

/** The project as it is, but for its database. What depends on the database's path stays where it was. */
function projectOn(copy: string, project: Project): Project {
  const reference = referencePath(project);
  return { ...project, database: copy, ...(reference === undefined ? {} : { reference }) };
}

function stepsOn(onCopy: Project, { options, runtime, progress }: Rehearsal): readonly Step[] {
  const check = checkProject(onCopy, { openDatabase: true, drift: false });
  const { report: status } = check;
  progress.from = progress.to = status.version ?? 0;
  progress.warnings.push(...status.warnings);
  const pending = pendingOf(check, options);
  const steps = stepsOf(onCopy, onCopy.database, pending, progress.from);
  if (options.atomic === true) requireTransactional(steps);
  for (const { migration } of steps)
    if (migration.kind !== 'sql')
      progress.warnings.push(
        `${migration.file} is a program: what it does beside the copy, in files or elsewhere, is real and stays`,
      );
  if (steps.length > 0) adoptEarlier(onCopy, onCopy.database, status, silent(runtime));
  return steps;
}

function silent(runtime: Runtime): Runtime {
  return { ...runtime, emit: () => {} };
}

function rehearsing(runtime: Runtime): Runtime {
  return { ...runtime, env: { ...runtime.env, [REHEARSAL_VARIABLE]: '1' } };
}

/** Size and time of a database and its write-ahead log, which change when somebody writes. */
function markOf(database: string): string {
  return ['', '-wal']
    .map((suffix) => statSync(database + suffix, { throwIfNoEntry: false, bigint: true }))
    .map((stats) => (stats === undefined ? 'none' : `${stats.size} ${stats.mtimeNs}`))
    .join(', ');
}
