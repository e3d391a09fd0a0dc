import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, basename } from 'node:path';
import {
  copyInto,
  copyToNewFile,
  createLike,
  syncFile,
  syncFolder,
  verify,
} from '../database/copy.ts';
import { withRunnerLock } from '../database/lock.ts';
import { reading } from '../database/open.ts';
import { versionRecord } from '../database/version.ts';
import { fileFailure } from '../database/failure.ts';
import { MigrateError } from '../errors.ts';
import { lowerGuard, realDatabase } from './guard.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { writeBackup } from './backup.ts';
import type { RestoreReport } from './backupFile.ts';
import { backupFolder, stamp } from './names.ts';

const LOCK_WAIT = 10_000;

/**
 * Puts a backup back, after a safety backup of what is there. The database keeps its inode, mode and owner.
 * Throws `not-a-backup` for a file that is missing or damaged, `busy` while others use the database,
 * `backup-failed` when the safety backup cannot be written. In each case nothing was changed.
 */
export async function restoreBackup(
  project: Project,
  file: string,
  runtime: Runtime,
): Promise<RestoreReport> {
  requireBackup(file);
  const real = realDatabase(project.database);
  if (realDatabase(file) === real)
    throw new MigrateError({ code: 'not-a-backup', file, reason: 'it is the database itself' });
  return withRunnerLock(real, { waitMs: LOCK_WAIT, signal: runtime.signal }, async () => {
    const safetyBackup = await putBack(project, real, file, runtime);
    lowerGuard(real);
    const record = reading(real, versionRecord);
    return {
      restored: file,
      ...(safetyBackup === undefined ? {} : { safetyBackup }),
      version: record.kind === 'version' ? record.version : null,
    };
  });
}

async function putBack(
  project: Project,
  real: string,
  file: string,
  runtime: Runtime,
): Promise<string | undefined> {
  if (statSync(real, { throwIfNoEntry: false }) === undefined) {
    await copyToNewFile(file, real, 'restore', runtime);
    return undefined;
  }
  if (!isSound(real)) return replaceDamaged(project, real, file, runtime);
  const safetyBackup = await writeBackup(project, runtime);
  await copyInto(file, real, 'restore', runtime);
  return safetyBackup;
}

/** SQLite cannot write into a file that it cannot read, so that file steps aside, with everything beside it. */
async function replaceDamaged(
  project: Project,
  real: string,
  file: string,
  runtime: Runtime,
): Promise<string> {
  const aside = join(
    backupFolder(project),
    `${basename(project.database)}.${stamp(runtime.now())}.damaged`,
  );
  const fresh = `${real}.fastmigrate-restore`;
  try {
    await copyToNewFile(file, fresh, 'restore', runtime);
    for (const suffix of ['-wal', '-journal', ''])
      if (existsSync(real + suffix)) {
        createLike(real, aside + suffix);
        copyFileSync(real + suffix, aside + suffix);
        syncFile(aside + suffix);
      }
    syncFolder(aside);
    for (const suffix of ['-wal', '-shm', '-journal']) rmSync(real + suffix, { force: true });
    renameSync(fresh, real);
    syncFolder(real);
    return aside;
  } catch (error) {
    rmSync(fresh, { force: true });
    throw fileFailure(error, dirname(real));
  }
}

function requireBackup(file: string): void {
  try {
    verify(file);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    const reason =
      error.failure.code === 'database-missing'
        ? 'it does not exist'
        : 'reason' in error.failure
          ? error.failure.reason
          : error.message;
    throw new MigrateError({ code: 'not-a-backup', file, reason }, { cause: error });
  }
}

function isSound(path: string): boolean {
  try {
    verify(path);
    return true;
  } catch (error) {
    if (MigrateError.is(error, 'not-a-database')) return false;
    throw error;
  }
}
