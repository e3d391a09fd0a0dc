import { errorReport } from '../errors.ts';
import type { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { RehearsalReport, RehearsedMigration } from '../rehearse/report.ts';
import type { Backend } from './backend.ts';

/** What a rehearsal through hooks has come to so far. */
export interface RehearsalProgress {
  basis: 'transaction' | 'none';
  /** Undefined until it is loaded. */
  backend?: Backend;
  from: number;
  to: number;
  results: RehearsedMigration[];
  readonly warnings: string[];
}

/** Nothing yet. */
export function beginRehearsal(): RehearsalProgress {
  return { basis: 'transaction', from: 0, to: 0, results: [], warnings: [] };
}

/** The report of one in which no script failed. What is known of SQLite files only is empty. */
export function rehearsalReport(
  { database }: Project,
  { basis, backend, from, to, results, warnings }: RehearsalProgress,
): RehearsalReport {
  return {
    ok: true,
    database,
    basis,
    copyOf: null,
    from,
    to,
    migrations: results,
    foreignKeys: { new: [], old: 0 },
    integrity: null,
    size: { before: 0, after: 0 },
    warnings,
    ...(backend === undefined
      ? {}
      : { backend: { name: backend.name, file: backend.file, missing: backend.missing } }),
  };
}

/** The report of one that something went wrong with. */
export function failedRehearsal(
  project: Project,
  progress: RehearsalProgress,
  error: MigrateError,
): RehearsalReport {
  return { ...rehearsalReport(project, progress), ok: false, error: errorReport(error) };
}
