import { randomBytes } from 'node:crypto';
import { chmodSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { copyToNewFile, syncFile, syncFolder } from '../database/copy.ts';
import { databaseFailure, fileFailure } from '../database/failure.ts';
import { makeFolder } from '../database/makeFolder.ts';
import { BUSY_TIMEOUT, openForWriting, requireFile, statsOf, using } from '../database/open.ts';
import { setLogsAside } from '../database/orphanedLog.ts';
import { MigrateError } from '../errors.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import { referencePath } from '../project/reference.ts';
import type { Runtime } from '../runtime.ts';
import type { RestoreReport } from './backupFile.ts';
import { boundaryOf } from './boundary.ts';
import { realDatabase } from './guard.ts';
import { restoreBackup } from './restore.ts';

/**
 * Replaces the reference by a copy of the database, or of `from`, and makes it read-only. Whoever reads it meanwhile
 * sees the old one or the new one. Throws `no-reference` where none is configured, `database-missing`, `not-a-database`
 * or `bad-argument`; then the old one is still there.
 */
export async function saveReference(
  project: Project,
  runtime: Runtime,
  from: string = boundaryOf(project).file,
): Promise<{ file: string }> {
  requireSqlite(project);
  const file = referencePath(project);
  if (file === undefined) throw new MigrateError({ code: 'no-reference', reference: null });
  requireFile(from);
  const real = realDatabase(file);
  if ([project.database, from].some((path) => realDatabase(path) === real))
    throw new MigrateError({
      code: 'bad-argument',
      argument: 'reference',
      reason: `${file} is the very file to be copied`,
    });
  const fresh = `${real}.${randomBytes(4).toString('hex')}.partial`;
  try {
    makeFolder(dirname(real));
    await copyToNewFile(from, fresh, 'backup', runtime);
    seal(fresh);
    // Windows does not replace a read-only file.
    if (runtime.platform === 'win32' && statsOf(real) !== undefined) chmodSync(real, 0o644);
    // Of one that was open when its program was ended.
    setLogsAside(real);
    renameSync(fresh, real);
    syncFolder(real);
    return { file };
  } catch (error) {
    throw fileFailure(databaseFailure(error, from, BUSY_TIMEOUT), file);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** A read-only file in write-ahead mode could not be read by every program, since it wants files beside it. */
function seal(file: string): void {
  using(openForWriting(file), (connection) => connection.exec('PRAGMA journal_mode = DELETE'));
  syncFile(file);
  chmodSync(file, 0o444);
}

/** Puts the reference in the place of the database, after a safety backup. Throws `no-reference` where there is none. */
export async function restoreReference(project: Project, runtime: Runtime): Promise<RestoreReport> {
  const file = referencePath(project);
  if (file === undefined || statsOf(file) === undefined)
    throw new MigrateError({ code: 'no-reference', reference: file ?? null });
  const report = await restoreBackup(project, file, runtime);
  // Where there was no database, it came with the mode of the reference.
  const real = realDatabase(project.database);
  const { mode } = statSync(real);
  if ((mode & 0o200) === 0) chmodSync(real, (mode & 0o777) | 0o200);
  return report;
}
