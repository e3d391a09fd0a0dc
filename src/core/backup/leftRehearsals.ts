import { lstatSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../database/livingProcess.ts';
import { openForLocking, using } from '../database/open.ts';
import { isOwnFolder, removeLeftFolders } from '../database/temporaryFolder.ts';
import type { Runtime } from '../runtime.ts';

// The number is that of the process that made it.
const NAME = /^fastmigrate-rehearsal-(\d+)-/;
const OTHERS = /^fastmigrate-(?:copy|proof)-/;
/** A file in the folder that its process has locked. */
export const REHEARSAL_LOCK = '.fastmigrate-rehearsal-lock';

/** Milliseconds in which whoever made a folder has locked the file in it. */
const UNLOCKED = 60_000;

/** Removes the folders of rehearsals, and others for temporary files, whose processes are gone. What cannot be removed stays; it does no harm. */
export function removeRehearsals(runtime: Pick<Runtime, 'now'>): void {
  try {
    const place = tmpdir();
    // Each run looks here, and there may be thousands of names of others.
    const names = readdirSync(place);
    // That module is loaded for it only.
    const others = names.filter((name) => OTHERS.test(name));
    if (others.length > 0) removeLeftFolders(others);
    for (const name of names) {
      const pid = Number(NAME.exec(name)?.[1] ?? 0);
      if (pid === 0) continue;
      const folder = join(place, name);
      if (isGivenUp(folder, pid, runtime)) remove(folder);
    }
  } catch {
    // A folder for temporary files that cannot be listed has nothing for us to remove.
  }
}

function isGivenUp(folder: string, pid: number, runtime: Pick<Runtime, 'now'>): boolean {
  if (isAlive(pid)) return false;
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined || !isOwnFolder(stats)) return false;
  const lock = join(folder, REHEARSAL_LOCK);
  if (statSync(lock, { throwIfNoEntry: false }) === undefined)
    return runtime.now().getTime() - stats.mtimeMs > UNLOCKED;
  return isUnlocked(lock);
}

function isUnlocked(lock: string): boolean {
  try {
    return using(openForLocking(lock, true), (probe) => {
      probe.exec('BEGIN EXCLUSIVE');
      return true;
    });
  } catch {
    // Locked, or gone.
    return false;
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The next one may be allowed to.
  }
}
