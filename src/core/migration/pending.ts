import { MigrateError } from '../errors.ts';
import type { Refusal } from '../errors.ts';
import { isHarmless } from './divergence.ts';
import { noSuchVersion } from './folder.ts';
import type { MigrationFile, Unusable } from './folder.ts';
import type { MigrationReport, StatusReport } from './report.ts';
import { resolutionOf } from './resolution.ts';
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
  const reasons = status.migrations.filter(isInTheWay).map((migration): Refusal => {
    const { file, status: found } = migration;
    return { file, status: found, resolve: resolutionOf(migration) };
  });
  if (reasons.length > 0) throw new MigrateError({ code: 'refused', state: status.state, reasons });
}

/** Differences in format or comments only are in nobody's way. */
function isInTheWay({ status, divergence }: MigrationReport): boolean {
  if (status === 'diverged') return divergence === undefined || !isHarmless(divergence);
  return status === 'invalid' || ['skipped', 'missing', 'conflicted'].includes(status);
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
