import { isRecorded } from '../backup/boundary.ts';
import { hasLeftovers, settleLog } from '../backup/leftovers.ts';
import { inTurn } from '../backup/turn.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { lowerGuard, readRecord, realDatabase } from '../backup/guard.ts';

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
  if (record.ended === true && isRecorded(project, real, record.version)) {
    lowerGuard(real);
    return false;
  }
  const { putSnapshotBack } = await import('./snapshotBack.ts');
  return putSnapshotBack(project, real, record, runtime);
}
