import { lstatSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyToNewFile } from '../database/copy.ts';
import { makeFolder } from '../database/makeFolder.ts';
import { reading, requireFile, statsOf } from '../database/open.ts';
import { publish } from '../database/publish.ts';
import { versionRecord } from '../database/version.ts';
import { MigrateError, whatOf } from '../errors.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { boundaryOf } from './boundary.ts';
import { backupPath } from './names.ts';
import { prune } from './retention.ts';

/**
 * Backs up a project's database, whether versioned or not.
 * Throws `database-missing`, `backup-failed` (nothing is left behind) or `cancelled`.
 */
export async function backupDatabase(
  project: Project,
  runtime: Runtime,
): Promise<{ file: string }> {
  const file = await writeBackup(project, runtime);
  prune(project, [file], runtime);
  return { file };
}

/**
 * As `backupDatabase`, without a look at how many there are. Where a script is at work outside a transaction, or was cut
 * off there, it is the snapshot from before it that is backed up, unless `from` says what; returns the path.
 */
export async function writeBackup(
  project: Project,
  runtime: Runtime,
  from?: string,
): Promise<string> {
  requireSqlite(project);
  for (;;) {
    const { file: source, before } = from === undefined ? boundaryOf(project) : { file: from };
    const file = await tryToWrite(project, runtime, source).catch((error: unknown) => {
      // Its run came to its end meanwhile.
      if (before !== undefined && statsOf(source) === undefined) return undefined;
      throw error;
    });
    if (file === undefined) continue;
    if (from === undefined && before === undefined && boundaryOf(project).before !== undefined) {
      // A script began meanwhile, and the copy may have a part of what it does.
      rmSync(file, { force: true });
      continue;
    }
    if (before !== undefined)
      runtime.emit({
        type: 'warning',
        text: `${before} is at work or was cut off; the backup has what was there before it`,
      });
    runtime.emit({ type: 'backup-written', file });
    return file;
  }
}

function tryToWrite(project: Project, runtime: Runtime, source: string): Promise<string> {
  requireFile(source);
  const version = versionOf(project, source);
  return writeCopy(project, runtime, source, (time) => backupPath(project, time, version));
}

/** Writes a copy under the first free name that the times from now on give, and returns its path. Throws as `backupDatabase`. */
export async function writeCopy(
  project: Project,
  runtime: Runtime,
  from: string,
  pathAt: (time: Date) => string,
): Promise<string> {
  let file: string;
  const place = async (partial: string): Promise<void> => {
    while (!published(partial, file)) file = await freePath(runtime, pathAt);
  };
  try {
    file = await freePath(runtime, pathAt);
    makeFolder(dirname(file));
    await copyToNewFile(from, file, 'backup', runtime, place);
    return file;
  } catch (error) {
    if (MigrateError.is(error, 'cancelled') || MigrateError.is(error, 'backup-exists')) throw error;
    throw new MigrateError(
      { code: 'backup-failed', database: project.database, reason: reasonOf(error) },
      { cause: error },
    );
  }
}

/** Never over the backup of another process, which may have chosen the same name in the same second. */
function published(partial: string, file: string): boolean {
  try {
    publish(partial, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Why there is no backup. What is said of a file that is no database would name it once more. */
function reasonOf(error: unknown): string {
  return MigrateError.is(error, 'not-a-database') ? error.failure.reason : whatOf(error);
}

/** The version for the name; a database without one, or one that is damaged, counts as version 0. */
function versionOf(project: Project, from: string): number {
  if (project.convention === 'fastmigrate') return 0;
  try {
    const record = reading(from, (connection) => versionRecord(connection, project.convention));
    return record.kind === 'version' ? record.version : 0;
  } catch (error) {
    if (error instanceof MigrateError) return 0;
    throw error;
  }
}

/** Names carry whole seconds, so a second backup waits for the next one. Throws `backup-exists` if the clock stands still. */
async function freePath(runtime: Runtime, pathAt: (time: Date) => string): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const file = pathAt(runtime.now());
    if (!isTaken(file)) return file;
    if (attempt === 25) throw new MigrateError({ code: 'backup-exists', file });
    await sleep(100);
  }
}

/** A link that leads nowhere takes a name too. */
function isTaken(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // A folder that is none, or closed to us: making the file says so.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
