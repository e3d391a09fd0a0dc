import type { MigrationReport } from '../core/migration/report.ts';
import {
  differsFromReference,
  hasReferencePlace,
  isEdited,
  isRecordable,
  isRenumberable,
  isVersionKnown,
  pendingDatabases,
  pendingScripts,
  stateWord,
  type ProjectEntry,
} from '../host/projectEntry.ts';
import { isTrusted } from '../host/trust.ts';
import { isNext, lookOf } from './wording.ts';

// Words in a row's `contextValue`, by which package.json decides what its menu offers.

/** The flags of a project's row. */
export function projectFlags(entry: ProjectEntry): readonly string[] {
  const flags = ['project', `state-${stateWord(entry)}`];
  if (pendingScripts(entry).length + pendingDatabases(entry) > 0) flags.push('pending');
  if (entry.project.fleet !== undefined) flags.push('fleet');
  if (entry.running !== undefined) flags.push('running');
  if (isTrusted() && entry.status !== undefined && entry.status.state !== 'ABSENT')
    flags.push(entry.status.backend === undefined ? 'database' : 'hooks');
  if (entry.backups.length > 0) flags.push('backups');
  if (entry.status?.reference !== undefined) flags.push('reference');
  if (hasReferencePlace(entry.project)) flags.push('referable');
  if (entry.project.configFile !== undefined) flags.push('configured');
  // The schema of another database is not compared.
  const comparable = entry.status?.backend === undefined;
  if (entry.project.schema !== undefined && comparable) flags.push('desired');
  return flags;
}

/** The flags of a script's row. */
export function scriptFlags(entry: ProjectEntry, migration: MigrationReport): readonly string[] {
  const look = lookOf(entry, migration);
  const flags = ['script', statusFlag(entry, migration)];
  if (look === 'failed' || look === 'running') flags.push(look);
  if (isNext(entry, migration)) flags.push('next');
  if (migration.kind !== null) flags.push(migration.kind);
  if (migration.declarative === true) flags.push('declarative');
  const { status } = migration;
  const differs = status === 'diverged' || status === 'missing' || status === 'conflicted';
  if (migration.appliedAt !== undefined && differs) flags.push('recorded');
  if (isEdited(migration)) flags.push('edited');
  if (isRecordable(entry, migration)) flags.push('recordable');
  if (isRenumberable(entry, migration)) flags.push('renumberable');
  if (differsFromReference(migration)) flags.push('unlike-reference');
  else if (migration.reference === 'recorded') flags.push('in-reference');
  return flags;
}

/** A declarative script that is pending is none that a run could stop at. */
function statusFlag(entry: ProjectEntry, migration: MigrationReport): string {
  if (migration.status !== 'pending') return migration.status;
  if (!isVersionKnown(entry)) return 'unknown';
  return migration.declarative === true ? 'outdated' : 'pending';
}
