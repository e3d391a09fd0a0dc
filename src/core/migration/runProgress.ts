import { afterEarlier, errorReport } from '../errors.ts';
import type { MigrateError } from '../errors.ts';
import type { MigrationResult, RunReport } from './report.ts';

/** What a run has come to so far. */
export interface RunProgress {
  /** Versions of the database; null before it was asked, and where it has none. */
  from: number | null;
  to: number | null;
  /** Whether anything was applied, or put back after a run that was cut off. */
  changed: boolean;
  backup?: string;
  results: MigrationResult[];
  warnings: readonly string[];
}

/** A run that has come to nothing yet. */
export function beginRun(): RunProgress {
  return { from: null, to: null, changed: false, results: [], warnings: [] };
}

/** The report on a run that has come to its end. */
export function runReport({ from, to, backup, results, warnings }: RunProgress): RunReport {
  return {
    ok: true,
    from,
    to,
    ...(backup === undefined ? {} : { backup }),
    migrations: results,
    warnings,
  };
}

/** The report on a run that failed. */
export function failedRun(error: MigrateError, progress: RunProgress): RunReport {
  const failure = progress.changed ? afterEarlier(error) : error;
  return { ...runReport(progress), ok: false, error: errorReport(failure) };
}
