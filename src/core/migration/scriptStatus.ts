import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { DatabaseAnswer } from './databaseAnswer.ts';
import { divergenceOf } from './divergence.ts';
import type { MigrationFile, MigrationFolder } from './folder.ts';
import type { HistoryRow } from './history.ts';
import type { MigrationReport } from './report.ts';
import { readScript } from './script.ts';

/** The status of every script in the folder. */
export function reportScripts(folder: MigrationFolder, answer: DatabaseAnswer): MigrationReport[] {
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

/** What is recorded and has no file any more. */
export function reportMissing(
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

/** What looks like a migration and is none. */
export function reportInvalid(folder: MigrationFolder): MigrationReport[] {
  return folder.invalid.map(({ version, file, path, reason }) => ({
    version,
    file,
    path,
    kind: null,
    status: 'invalid',
    detail: reason,
  }));
}
