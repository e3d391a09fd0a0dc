import { MigrateError } from '../errors.ts';
import type { Refusal } from '../errors.ts';
import type { MigrationReport, StatusReport } from '../migration/report.ts';
import type { ProjectCheck } from '../migration/status.ts';

/**
 * Lets those projects pass whose scripts are all applied, or that have no database yet: only then is there one schema
 * that the next script can start from. Throws what stands in the way, with what to do about it.
 */
export function requireReady({ report, failures }: ProjectCheck): void {
  switch (report.state) {
    case 'CURRENT':
    case 'DRIFT':
    case 'ABSENT':
      return;
    case 'UNVERSIONED':
      throw new MigrateError({ code: 'unversioned', database: report.database });
    case 'ERROR':
    case 'CONFLICTED':
    case 'DIVERGED':
    case 'PENDING':
      throw failures[0] ?? refusal(report);
  }
}

function refusal({ state, migrations, interrupted }: StatusReport): MigrateError {
  const reasons = migrations.flatMap(reasonOf);
  if (interrupted !== undefined)
    reasons.unshift({
      file: interrupted.file,
      status: 'cut off',
      resolve: 'put the database back with fastmigrate run',
    });
  return new MigrateError({ code: 'refused', what: 'generate', state, reasons });
}

function reasonOf({ file, status, divergence, detail }: MigrationReport): Refusal[] {
  const because = (resolve: string): Refusal[] => [{ file, status, resolve }];
  switch (status) {
    case 'pending':
      return because('apply it first, with fastmigrate run');
    case 'skipped':
      return because('renumber it above the applied ones and apply it first');
    case 'missing':
      return because('put the file back first');
    case 'conflicted':
      return because(`${detail ?? 'it differs from the reference'}; resolve that first`);
    case 'invalid':
      return because(detail ?? 'rename the file');
    case 'diverged':
      return divergence === 'format' || divergence === 'comments'
        ? []
        : because('undo the edit, or restore the database and apply it again, first');
    case 'applied':
    case 'unrecorded':
    case 'unknown':
      return [];
  }
}
