import { makeTemporaryFolder, removeTemporaryFolder } from '../../database/temporaryFolder.ts';
import type { Runtime } from '../../runtime.ts';

/** Runs `body` with a folder of its own, which nobody else can look into, and removes it whatever happens. */
export async function inProofFolder<T>(
  runtime: Pick<Runtime, 'pid'>,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = makeTemporaryFolder('proof', runtime.pid);
  try {
    return await body(folder);
  } finally {
    removeTemporaryFolder(folder);
  }
}
