import { linkSync, renameSync, rmSync, statSync } from 'node:fs';

/**
 * Gives a finished file its name, unless there is a file of that name: then it throws `EEXIST`. Nobody ever sees half
 * of the file under that name.
 */
export function publish(partial: string, path: string): void {
  try {
    linkSync(partial, path);
  } catch (error) {
    if (!hasNoLinks(error) || exists(path)) throw error;
    // A file system without hard links: somebody could make the file between the look and the renaming.
    renameSync(partial, path);
    return;
  }
  rmSync(partial, { force: true });
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function hasNoLinks(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(String(error.code))
  );
}
