import { basename, join } from 'node:path';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { writeCopy } from './backup.ts';
import { backupFolder, CUT_OFF, stamp } from './names.ts';

/** Keeps what a script left that was cut off, and returns the path. Throws as `backupDatabase`. */
export function writeCutOff(project: Project, runtime: Runtime): Promise<string> {
  const folder = backupFolder(project);
  return writeCopy(project, runtime, project.database, (time) =>
    join(folder, `${basename(project.database)}.${stamp(time)}${CUT_OFF}`),
  );
}
