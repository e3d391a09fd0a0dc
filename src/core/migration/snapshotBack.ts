import { writeCutOff } from '../backup/cutOff.ts';
import { isSound } from '../backup/damaged.ts';
import { fallBack, lowerGuard } from '../backup/guard.ts';
import type { InterruptedRun } from '../backup/guard.ts';
import { setAside } from '../backup/setAside.ts';
import { statsOf } from '../database/open.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';

/** Keeps what a script left that was cut off, and puts back what was there before it. False where that is gone. */
export async function putSnapshotBack(
  project: Project,
  real: string,
  { version, file, snapshot }: InterruptedRun,
  runtime: Runtime,
): Promise<boolean> {
  if (statsOf(snapshot) === undefined) {
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
