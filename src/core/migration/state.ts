import type { InterruptedRun } from '../backup/guard.ts';
import type { ErrorReport, MigrateError } from '../errors.ts';
import type { Convention } from '../project/project.ts';
import type { DatabaseAnswer } from './databaseAnswer.ts';
import { isHarmless } from './divergence.ts';
import { gapsIn } from './folder.ts';
import type { MigrationFolder } from './folder.ts';
import type { Drift, MigrationReport, ProjectState } from './report.ts';

/** The state of a project; the first that matches wins. */
export function stateOf(
  answer: DatabaseAnswer,
  errors: readonly ErrorReport[],
  migrations: readonly MigrationReport[],
  interrupted: InterruptedRun | undefined,
): ProjectState {
  // Scripts that are wrong are wrong whether there is a database or not, and have to be mended first.
  if (errors.some(isAboutScripts) || migrations.some((m) => m.status === 'invalid')) return 'ERROR';
  if (answer.kind === 'absent') return 'ABSENT';
  if (answer.kind === 'unversioned') return 'UNVERSIONED';
  if (errors.length > 0) return 'ERROR';
  if (migrations.some((m) => m.status === 'conflicted')) return 'CONFLICTED';
  if (
    migrations.some(
      (m) => m.status === 'missing' || (m.divergence !== undefined && !isHarmless(m.divergence)),
    )
  )
    return 'DIVERGED';
  if (
    interrupted !== undefined ||
    migrations.some(
      (m) => m.status === 'pending' || m.status === 'skipped' || m.status === 'unknown',
    )
  )
    return 'PENDING';
  return 'CURRENT';
}

/** The state of a project whose scripts alone would give `scripts`, once the desired schema has been asked. */
export function stateWithDrift(
  scripts: ProjectState,
  { drift, failure }: { readonly drift?: Drift; readonly failure?: MigrateError },
): ProjectState {
  if (failure !== undefined) return 'ERROR';
  return drift !== undefined && drift.changes.length > 0 ? 'DRIFT' : scripts;
}

function isAboutScripts({ code }: ErrorReport): boolean {
  return code === 'invalid-migration' || code === 'duplicate-version' || code === 'version-gap';
}

/** Plain sentences about what does not stop a run. */
export function warningsOf(
  convention: Convention,
  folder: MigrationFolder,
  answer: DatabaseAnswer,
  migrations: readonly MigrationReport[],
): string[] {
  const warnings: string[] = [];
  for (const file of folder.unnumbered) warnings.push(`${file} has no number and is never run`);
  const gaps = convention === 'tuplesaver' ? [] : gapsIn(folder, convention);
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
