import { rmSync, statSync } from 'node:fs';
import { verify } from '../database/copy.ts';
import { copyInto } from '../database/copyInto.ts';
import { watchChanges } from '../database/changeWatch.ts';
import { unfinished } from '../database/failure.ts';
import { reading, statsOf } from '../database/open.ts';
import { setLogsAside } from '../database/orphanedLog.ts';
import { versionRecord } from '../database/version.ts';
import type { VersionRecord } from '../database/version.ts';
import { MigrateError, whatOf } from '../errors.ts';
import { isSound, replaceFile } from './damaged.ts';
import { lowerGuard, readRecord, realDatabase } from './guard.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { writeBackup } from './backup.ts';
import type { RestoreReport } from './backupFile.ts';
import { boundaryOf } from './boundary.ts';
import { writeCutOff } from './cutOff.ts';
import { prune } from './retention.ts';
import { setAside } from './setAside.ts';
import { inTurn } from './turn.ts';
import { withUsable } from './usableSource.ts';

/** Milliseconds to wait for a run, unless the runtime says otherwise: somebody waits for the answer. */
const LOCK_WAIT = 10_000;
/** How long and how often a restore starts again because another program wrote meanwhile. */
const PATIENCE = 10_000;
const ATTEMPTS = 3;

/**
 * Puts a backup back, after a safety backup of what is there. The database keeps its inode, mode and owner.
 * Throws `not-a-backup` for a file that is missing or damaged, `busy` while others use the database,
 * `backup-failed` when the safety backup cannot be written. In each case nothing was changed. Throws `restore-unfinished`
 * for what goes wrong once the new content is there.
 */
export async function restoreBackup(
  project: Project,
  file: string,
  runtime: Runtime,
): Promise<RestoreReport> {
  requireSqlite(project);
  requireBackup(file);
  const real = realDatabase(project.database);
  if (realDatabase(file) === real)
    throw new MigrateError({ code: 'not-a-backup', file, reason: 'it is the database itself' });
  return inTurn(
    project,
    runtime,
    () => restoreInTurn(project, real, file, runtime),
    runtime.waitMs ?? LOCK_WAIT,
  );
}

async function restoreInTurn(
  project: Project,
  real: string,
  file: string,
  runtime: Runtime,
): Promise<RestoreReport> {
  const snapshot = await keepSnapshot(project, real, runtime);
  const safetyBackup = await withUsable(file, real, runtime, (source) =>
    putBack(project, real, source, runtime),
  );
  const record = recordAfter(project, real, safetyBackup);
  prune(
    project,
    [file, snapshot, safetyBackup].filter((path) => path !== undefined),
    runtime,
  );
  return {
    restored: file,
    ...(safetyBackup === undefined ? {} : { safetyBackup }),
    version: record.kind === 'version' ? record.version : null,
  };
}

/** What the new content says of its version, and that the run which was cut off is over. */
function recordAfter(
  project: Project,
  real: string,
  safetyBackup: string | undefined,
): VersionRecord {
  try {
    lowerGuard(real);
    return reading(real, (connection) => versionRecord(connection, project.convention));
  } catch (error) {
    throw withBackup(unfinished(real, error), safetyBackup);
  }
}

async function putBack(
  project: Project,
  real: string,
  file: string,
  runtime: Runtime,
): Promise<string | undefined> {
  if (statsOf(real) === undefined) {
    await replaceFile(file, real, runtime, () => keepLogs(real, runtime));
    return undefined;
  }
  try {
    return await replaceContent(project, real, file, runtime);
  } catch (error) {
    // The safety backup is checked, so a check before it would only cost time where all is well.
    const unsaved =
      MigrateError.is(error, 'backup-failed') || MigrateError.is(error, 'not-a-database');
    if (!unsaved || isSound(real)) throw error;
    return replaceDamaged(project, real, file, runtime);
  }
}

function keepLogs(real: string, runtime: Runtime): void {
  for (const kept of setLogsAside(real))
    runtime.emit({
      type: 'warning',
      text: `something was left of the database that is gone; it is in ${kept}`,
    });
}

/** What SQLite cannot read is kept as files. */
async function replaceDamaged(
  project: Project,
  real: string,
  file: string,
  runtime: Runtime,
): Promise<string | undefined> {
  let aside: string | undefined;
  await replaceFile(file, real, runtime, () => {
    aside = setAside(project, real, runtime);
  });
  return aside;
}

/** What another program commits while the safety backup is written would be in neither file, so then it starts again. */
async function replaceContent(
  project: Project,
  real: string,
  file: string,
  runtime: Runtime,
): Promise<string> {
  const started = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    const watch = watchChanges(real);
    let safetyBackup: string | undefined;
    try {
      safetyBackup =
        boundaryOf(project).before === undefined
          ? await writeBackup(project, runtime, project.database)
          : await writeCutOff(project, runtime);
      const since = { watch, saved: safetyBackup };
      await copyInto({ from: file, to: real, what: 'restore' }, runtime, since);
      return safetyBackup;
    } catch (error) {
      if (mayHaveReplaced(error)) throw withBackup(error, safetyBackup);
      // A backup of what is still there helps nobody.
      if (safetyBackup !== undefined) rmSync(safetyBackup, { force: true });
      const given = attempt >= ATTEMPTS && performance.now() - started > PATIENCE;
      if (!MigrateError.is(error, 'changed-elsewhere') || given) throw error;
    } finally {
      watch.close();
    }
  }
}

/** Whether the safety backup may be all that is left of the old content. */
function mayHaveReplaced(error: unknown): error is MigrateError {
  return MigrateError.is(error, 'restore-unfinished') || MigrateError.is(error, 'io');
}

/** The same failure, with the place of what was there before. Of an error of the disk nobody knows what it left. */
function withBackup(error: MigrateError, backup: string | undefined): MigrateError {
  const { failure } = error;
  const kept = backup === undefined ? {} : { backup };
  if (failure.code === 'io')
    return new MigrateError({ ...failure, ...kept, leaves: 'unknown' }, { cause: error });
  if (failure.code !== 'restore-unfinished' || backup === undefined) return error;
  return new MigrateError({ ...failure, backup }, { cause: error });
}

/** After a run that was cut off, the snapshot holds what was there before the script, and nothing else does. */
async function keepSnapshot(
  project: Project,
  real: string,
  runtime: Runtime,
): Promise<string | undefined> {
  const record = readRecord(real);
  if (record === undefined || statSync(record.snapshot, { throwIfNoEntry: false }) === undefined)
    return undefined;
  return writeBackup(project, runtime, record.snapshot);
}

/** SQLite reads what is cut off in the last page as zeros, and can take these for rows. */
function requireWholePages(file: string): void {
  const pageSize = reading(file, (connection) =>
    Number(connection.get('PRAGMA page_size')?.['page_size']),
  );
  if (statSync(file).size % pageSize === 0) return;
  throw new MigrateError({ code: 'not-a-database', database: file, reason: 'it is cut off' });
}

/** Throws `not-a-backup` unless a file can be restored. */
export function requireBackup(file: string): void {
  try {
    verify(file);
    requireWholePages(file);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    const reason =
      error.failure.code === 'database-missing'
        ? 'it does not exist'
        : 'reason' in error.failure
          ? error.failure.reason
          : whatOf(error);
    throw new MigrateError({ code: 'not-a-backup', file, reason }, { cause: error });
  }
}
