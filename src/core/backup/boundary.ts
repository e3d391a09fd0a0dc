import { BUSY_TIMEOUT, statsOf } from '../database/open.ts';
import { readVersion } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { readRecord, realDatabase } from './guard.ts';

/** Where a database is as one of its versions has it. */
export interface Boundary {
  readonly file: string;
  /** The script from before which the file is, where that is not the database itself. */
  readonly before?: string;
}

/** The database, or the snapshot from before a script that is at work outside a transaction or was cut off there. */
export function boundaryOf(project: Project): Boundary {
  const real = realDatabase(project.database);
  const record = readRecord(real);
  if (record === undefined || statsOf(record.snapshot) === undefined)
    return { file: project.database };
  const { version, file, snapshot, ended } = record;
  return ended === true && isRecorded(project, real, version)
    ? { file: project.database }
    : { file: snapshot, before: file };
}

/** Whether the run was cut off only after its version had been written. */
export function isRecorded(project: Project, real: string, version: number): boolean {
  // A declarative script has none. The snapshot from before it is put back, and it is pending again.
  if (version <= 0) return false;
  try {
    return readVersion(real, BUSY_TIMEOUT, project.convention) >= version;
  } catch (error) {
    if (error instanceof MigrateError) return false;
    throw error;
  }
}
