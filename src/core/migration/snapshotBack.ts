import { rmSync } from 'node:fs';
import { writeCutOff } from '../backup/cutOff.ts';
import { isSound } from '../backup/damaged.ts';
import { fallBack, lowerGuard } from '../backup/guard.ts';
import type { InterruptedRun } from '../backup/guard.ts';
import { setAside } from '../backup/setAside.ts';
import { watchChanges } from '../database/changeWatch.ts';
import { statsOf } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';

/** How often it starts again because another program wrote meanwhile. */
const ATTEMPTS = 10;

/**
 * Keeps what a script left that was cut off, and puts back what was there before it. False where that is gone. Throws
 * `changed-elsewhere` where another program commits again and again; then nothing was changed.
 */
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
  const saved = await keepAndFallBack(project, real, runtime);
  const kept = saved === undefined ? '' : `; what it left behind is in ${saved}`;
  runtime.emit({
    type: 'recovered',
    version,
    file,
    text: `${file} was cut off; the database is as before it${kept}`,
  });
  return true;
}

/** Returns where that is which was there, if anything was. */
async function keepAndFallBack(
  project: Project,
  real: string,
  runtime: Runtime,
): Promise<string | undefined> {
  if (statsOf(real) !== undefined && isSound(real))
    return keepSoundAndFallBack(project, real, runtime);
  const saved = statsOf(real) === undefined ? undefined : setAside(project, real, runtime);
  await fallBack(real, runtime);
  return saved;
}

/** What another program commits while the copy is written would be in neither file, so then it starts again. */
async function keepSoundAndFallBack(
  project: Project,
  real: string,
  runtime: Runtime,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const watch = watchChanges(real);
    try {
      const saved = await writeCutOff(project, runtime);
      try {
        await fallBack(real, runtime, { watch, saved });
        return saved;
      } catch (error) {
        if (!MigrateError.is(error, 'changed-elsewhere')) throw error;
        // A copy of what is still there helps nobody.
        rmSync(saved, { force: true });
        if (attempt >= ATTEMPTS) throw error;
      }
    } finally {
      watch.close();
    }
  }
}
