import { statSync } from 'node:fs';
import { writeCutOff } from '../backup/backup.ts';
import { isRecorded } from '../backup/boundary.ts';
import { isSound, setAside } from '../backup/damaged.ts';
import { hasLeftovers, settleLog } from '../backup/leftovers.ts';
import { inTurn } from '../backup/turn.ts';
import { statsOf } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { fallBack, lowerGuard, readRecord, realDatabase } from '../backup/guard.ts';

/**
 * Brings a database whose run was cut off back to a version boundary, and removes what any other command left half-made
 * that was cut off. Does nothing where none was.
 */
export async function recover(project: Project, runtime: Runtime): Promise<{ recovered: boolean }> {
  const real = realDatabase(project.database);
  if (readRecord(real) === undefined) {
    await tidyUp(project, real, runtime);
    return { recovered: false };
  }
  return inTurn(project, runtime, async () => ({
    recovered: await recoverLocked(project, real, runtime),
  }));
}

/** Taking the turn makes order. What cannot be put in order now does no harm. */
async function tidyUp(project: Project, real: string, runtime: Runtime): Promise<void> {
  const settle = (): Promise<void> => Promise.resolve(settleLog(real));
  try {
    if (hasLeftovers(real, runtime)) await inTurn(project, runtime, settle, 0);
  } catch (error) {
    // Somebody else has the turn, and has made order, or the folder is closed to us.
    if (!(error instanceof MigrateError)) throw error;
  }
}

/** As `recover`, for a caller that holds the runner lock. What is in the database is kept before it is replaced. */
export async function recoverLocked(
  project: Project,
  real: string,
  runtime: Runtime,
): Promise<boolean> {
  const record = readRecord(real);
  if (record === undefined) return false;
  const { version, file, snapshot, ended } = record;
  if (ended === true && isRecorded(project, real, version)) {
    lowerGuard(real);
    return false;
  }
  if (statSync(snapshot, { throwIfNoEntry: false }) === undefined) {
    lowerGuard(real);
    runtime.emit({
      type: 'warning',
      text: `${file} was cut off, and somebody removed ${snapshot}; the database may hold a part of what the script does`,
    });
    return false;
  }
  const saved =
    statsOf(real) === undefined
      ? undefined
      : isSound(real)
        ? await writeCutOff(project, runtime)
        : setAside(project, real, runtime);
  await fallBack(real, runtime);
  const kept = saved === undefined ? '' : `; what it left behind is in ${saved}`;
  runtime.emit({
    type: 'recovered',
    version,
    file,
    text: `${file} was cut off; the database is as before it${kept}`,
  });
  return true;
}
