import { linkSync, renameSync, rmSync, statSync } from 'node:fs';

/**
 * Gives a finished file its name, unless there is a file of that name: then it throws `EEXIST`. Nobody ever sees half
 * of the file under that name. What cannot be removed of the old name stays; it does no harm.
 */
export function publish(partial: string, path: string): void {
  nameAs(partial, path);
  try {
    rmSync(partial, { force: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Gives a file one more name, which must be free. Throws `EEXIST`. Where there are no hard links, it loses the first one. */
export function nameAs(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!hasNoLinks(error) || exists(to)) throw error;
    // A file system without hard links: somebody could make the file between the look and the renaming.
    renameSync(from, to);
  }
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
