import type { ErrorReport, MigrateError } from '../errors.ts';
import type { MigrationResult, RunReport } from './report.ts';

/** What a run has come to so far. */
export interface RunProgress {
  from: number;
  to: number;
  /** Whether anything was applied. */
  changed: boolean;
  backup?: string;
  results: MigrationResult[];
  warnings: readonly string[];
}

/** A run that has come to nothing yet. */
export function beginRun(): RunProgress {
  return { from: 0, to: 0, changed: false, results: [], warnings: [] };
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

/** The report on a run that failed. `leaves`: the script that failed left something, though it does not count. */
export function failedRun(error: MigrateError, progress: RunProgress, leaves = false): RunReport {
  return { ...runReport(progress), ok: false, error: errorOf(error, progress, leaves) };
}

/** Most texts are those of failures that come before anything is applied. */
function errorOf(error: MigrateError, { changed }: RunProgress, leaves: boolean): ErrorReport {
  const report = error.report(changed || leaves);
  if (!changed) return report;
  const message = report.message.replace('Nothing was changed', 'What was applied before it stays');
  return { ...report, message };
}
