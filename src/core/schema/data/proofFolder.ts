import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../database/livingProcess.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../database/temporaryFolder.ts';
import type { Runtime } from '../../runtime.ts';

// The number is that of the process that made it, so that the next one knows whether it is still at work.
const NAME = /^fastmigrate-proof-(\d+)-/;

/**
 * Runs `body` with a folder of its own, which nobody else can look into, and removes it whatever happens. Those that
 * killed processes left are removed too.
 */
export async function inProofFolder<T>(
  runtime: Pick<Runtime, 'pid'>,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  removeLeft();
  const folder = makeTemporaryFolder(`fastmigrate-proof-${runtime.pid}-`);
  try {
    return await body(folder);
  } finally {
    removeTemporaryFolder(folder);
  }
}

function removeLeft(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const pid = Number(NAME.exec(name)?.[1] ?? 0);
      if (pid > 0 && !isAlive(pid)) remove(join(tmpdir(), name));
    }
  } catch {
    // A folder for temporary files that cannot be listed has nothing for us to remove.
  }
}

/** Somebody else's folder is not ours to remove, and a link may lead anywhere. */
function remove(path: string): void {
  try {
    if (lstatSync(path).isDirectory()) rmSync(path, { recursive: true, force: true });
  } catch {
    // The next one may be allowed to.
  }
}
