import { lookReport, MigrateError } from '../errors.ts';
import type { StatusReport } from '../migration/report.ts';
import { readStatus } from '../migration/status.ts';
import type { StatusOptions } from '../migration/status.ts';
import { backendFile, requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';

/** As `readStatus`, for a project on any database. Hooks run only where `openDatabase` is true. */
export async function projectStatus(
  project: Project,
  options: StatusOptions & { readonly python?: string },
  runtime: Runtime,
): Promise<StatusReport> {
  const file = fileOf(project);
  if (typeof file === 'string') {
    const { checkBackend } = await import('./statusBackend.ts');
    const { report } = await checkBackend(project, file, options, runtime);
    return report;
  }
  const failure = file ?? failureOf(project);
  const { openDatabase } = options;
  const report = readStatus(project, {
    ...options,
    openDatabase: openDatabase && failure === undefined,
    readsPending: true,
  });
  if (failure === undefined) return report;
  return { ...report, state: 'ERROR', errors: [...report.errors, lookReport(failure)] };
}

function fileOf(project: Project): string | MigrateError | undefined {
  try {
    return backendFile(project);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return error;
  }
}

function failureOf(project: Project): MigrateError | undefined {
  try {
    requireSqlite(project);
    return undefined;
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return error;
  }
}
