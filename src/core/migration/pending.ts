import { MigrateError } from '../errors.ts';
import type { Refusal } from '../errors.ts';
import { isHarmless } from './divergence.ts';
import { noSuchVersion } from './folder.ts';
import type { MigrationFile, Unusable } from './folder.ts';
import type { MigrationReport, StatusReport } from './report.ts';
import type { RunOptions } from './runOptions.ts';
import type { ProjectCheck } from './status.ts';

/**
 * The migrations that a run would apply, in order.
 * Throws what stands in the way: no database, no version, an unusable folder, or `refused` with every reason.
 */
export function pendingOf(check: ProjectCheck, options: RunOptions): MigrationFile[] {
  const status = check.report;
  requireUsable(check, options);
  if (options.force !== true && options.compatible !== true) requireClean(status);
  const pending = numbered(status.migrations.filter((m) => m.status === 'pending'));
  if (options.only !== undefined) return onlyNext(pending, options.only, status);
  if (options.to === undefined) return pending;
  requireTarget(status, options.to);
  return pending.filter(
    ({ version, declarative }) => declarative !== true && version <= (options.to ?? Infinity),
  );
}

/** What keeps any run from starting, forced or not. Bad names are left to `requireClean`, which names all at once. */
function requireUsable({ report, failures }: ProjectCheck, { force }: RunOptions): void {
  const { database, state } = report;
  if (state === 'ABSENT') throw new MigrateError({ code: 'database-missing', database });
  if (state === 'UNVERSIONED') throw new MigrateError({ code: 'unversioned', database });
  const failure = failures.find(
    ({ failure: { code } }) =>
      code !== 'invalid-migration' && !(force === true && code === 'version-gap'),
  );
  if (failure !== undefined) throw failure;
}

function requireClean(status: StatusReport): void {
  const reasons = status.migrations.flatMap((migration): Refusal[] => {
    const resolve = resolutionOf(migration);
    return resolve === undefined
      ? []
      : [{ file: migration.file, status: migration.status, resolve }];
  });
  if (reasons.length > 0) throw new MigrateError({ code: 'refused', state: status.state, reasons });
}

/** What a person does about a migration that stands in the way, or undefined where none does. */
function resolutionOf(migration: MigrationReport): string | undefined {
  const { detail } = migration;
  switch (migration.status) {
    case 'invalid':
      return `${detail ?? 'it cannot be used'}; correct it, or take it out of the folder`;
    case 'skipped':
      return 'renumber it above the applied ones with fastmigrate renumber, or run with --force to leave it out';
    case 'missing':
      return 'put the file back, as fastmigrate restore --scripts --from-db does, or run with --force';
    case 'diverged':
      return divergedResolution(migration);
    case 'conflicted':
      return conflictResolution(detail);
    case 'applied':
    case 'unrecorded':
    case 'pending':
    case 'unknown':
      return undefined;
  }
}

function divergedResolution(migration: MigrationReport): string | undefined {
  const { version, divergence, appliedAs, detail } = migration;
  if (divergence !== undefined && isHarmless(divergence)) return undefined;
  if (divergence === 'name')
    return `${detail ?? 'renamed'}; give it its old name back, keep the new one with fastmigrate record ${version}, or run with --force`;
  return appliedAs === undefined
    ? 'undo the edit, as fastmigrate restore --scripts --from-db does, and write a new migration instead, or run with --force'
    : `${detail}; give it another number with fastmigrate renumber, then put ${appliedAs} back, as fastmigrate restore --scripts --from-db does, or run with --force`;
}

function conflictResolution(detail: string | undefined): string {
  const why = detail ?? 'it differs from the reference';
  return `${why}; put the script back with restore --scripts --ref, renumber your own if it is not applied yet, or run with --force`;
}

/** Throws `bad-argument` unless the script is the one that a run would apply first. */
function onlyNext(
  pending: readonly MigrationFile[],
  file: string,
  { migrations }: StatusReport,
): MigrationFile[] {
  const [next] = pending;
  if (next?.file === file) return [next];
  const reason = pending.some((migration) => migration.file === file)
    ? `${next?.file ?? ''} comes before it; scripts are applied in order`
    : migrations.some((migration) => migration.file === file)
      ? `${file} is not pending`
      : `there is no script ${file}`;
  throw new MigrateError({
    code: 'bad-argument',
    argument: 'FILE',
    reason,
  });
}

/** Declarative scripts come last and get the numbers that recording them will give. */
function numbered(pending: readonly MigrationReport[]): MigrationFile[] {
  const declarative = pending.filter((migration) => migration.declarative === true);
  return [
    ...pending.filter((migration) => migration.declarative !== true).flatMap(asFile),
    ...declarative.map(({ file, path }) => ({
      version: 0,
      file,
      path,
      kind: 'sql' as const,
      declarative: true as const,
    })),
  ];
}

function requireTarget(status: StatusReport, to: number): void {
  if (status.version !== null && to < status.version)
    throw new MigrateError({
      code: 'bad-argument',
      argument: '--to',
      reason: `the database is at version ${status.version} already, and a run never goes back`,
      instead: 'Restore a backup instead',
    });
  if (to !== status.version && !status.migrations.some((m) => m.version === to))
    throw noSuchVersion(to, status.migrationsFolder, invalidOf(status), status.convention);
}

/** The files that cannot be used, with the reasons. */
export function invalidOf({ migrations }: Pick<StatusReport, 'migrations'>): Unusable[] {
  return migrations
    .filter(({ status }) => status === 'invalid')
    .map(({ file, detail }) => ({ file, reason: detail ?? 'it is invalid' }));
}

function asFile({ version, file, path, kind }: MigrationReport): MigrationFile[] {
  return version === null || kind === null ? [] : [{ version, file, path, kind }];
}
