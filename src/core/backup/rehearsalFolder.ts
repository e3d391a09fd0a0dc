import { spawn } from 'node:child_process';
import { lstatSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../database/livingProcess.ts';
import { openForLocking, using } from '../database/open.ts';
import {
  isOwnFolder,
  makeTemporaryFolder,
  removeLeftFolders,
  removeTemporaryFolder,
} from '../database/temporaryFolder.ts';
import type { Runtime } from '../runtime.ts';

// The number is that of the process that made it.
const NAME = /^fastmigrate-rehearsal-(\d+)-/;
const LOCK = '.fastmigrate-rehearsal-lock';

/** Milliseconds in which whoever made a folder has locked the file in it. */
const UNLOCKED = 60_000;

/**
 * Runs `body` with a new folder in the system's folder for temporary files, which nobody else can look into. It is gone
 * afterwards, also when this process is killed; on Windows then the next rehearsal or run removes it.
 */
export async function inRehearsalFolder<T>(
  runtime: Pick<Runtime, 'pid' | 'now' | 'platform'>,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  removeRehearsals(runtime);
  let settle = (): void => {};
  const folder = makeTemporaryFolder('rehearsal', runtime.pid, (path) => {
    if (runtime.platform !== 'win32') settle = removeOnDeath(path);
  });
  try {
    const lock = openForLocking(join(folder, LOCK));
    try {
      // Tells processes that see the folder and not this process, as in another container, that it is in use.
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return await body(realpathSync(folder));
    } finally {
      lock.close();
    }
  } finally {
    removeTemporaryFolder(folder);
    settle();
  }
}

/** Removes the folders of rehearsals, and others for temporary files, whose processes are gone. What cannot be removed stays; it does no harm. */
export function removeRehearsals(runtime: Pick<Runtime, 'now'>): void {
  try {
    const place = tmpdir();
    // Each run looks here, and there may be thousands of names of others.
    const names = readdirSync(place);
    removeLeftFolders(names);
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

/** A script that outlives its rehearsal may go on writing there, and no folder goes in which a file appears. */
const REMOVE_AFTERWARDS = `cat >/dev/null; tries=0
until rm -rf -- "$1" || [ $tries -ge 60 ]; do tries=$((tries + 1)); sleep 1; done`;

/**
 * Removes a folder when this process ends, however it ends: its end of the pipe closes with it. In a session of its own,
 * so that what ends this process does not end the other. Returns what is called once the folder is gone.
 */
function removeOnDeath(folder: string): () => void {
  const watcher = spawn('sh', ['-c', REMOVE_AFTERWARDS, 'sh', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  const ignore = (): void => {
    // Without a shell, the next rehearsal or run removes the folder.
  };
  watcher.once('error', ignore);
  watcher.stdin.once('error', ignore);
  watcher.unref();
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref();
  return () => void watcher.stdin.end();
}

function isGivenUp(folder: string, pid: number, runtime: Pick<Runtime, 'now'>): boolean {
  if (isAlive(pid)) return false;
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined || !isOwnFolder(stats)) return false;
  const lock = join(folder, LOCK);
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
