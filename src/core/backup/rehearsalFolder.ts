import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { openForLocking } from '../database/open.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../database/temporaryFolder.ts';
import type { Runtime } from '../runtime.ts';
import { REHEARSAL_LOCK, removeRehearsals } from './leftRehearsals.ts';

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
    const lock = openForLocking(join(folder, REHEARSAL_LOCK));
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
