import type { MigrationReport } from './report.ts';

/** What a person does about a migration that stands in the way of a run. */
export function resolutionOf(migration: MigrationReport): string {
  const { status, detail } = migration;
  switch (status) {
    case 'skipped':
      return 'renumber it above the applied ones with fastmigrate renumber, or run with --force to leave it out';
    case 'missing':
      return 'put the file back, as fastmigrate restore --scripts --from-db does, or run with --force';
    case 'diverged':
      return divergedResolution(migration);
    case 'conflicted':
      return conflictResolution(detail);
    default:
      return `${detail ?? 'it cannot be used'}; correct it, or take it out of the folder`;
  }
}

function divergedResolution({ version, divergence, appliedAs, detail }: MigrationReport): string {
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
