import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';

/** What changes about a file whenever somebody writes into it or puts another in its place. */
export type FileStamp = Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs' | 'ctimeMs'>;

/**
 * The coarsest times are those of FAT, two seconds. What is written within the same tick as the last look has the same
 * times as before, so a file counts as known only when its times were older than that at the look.
 */
const SETTLED = 3000;

/** The stamp of a plain file, links followed, or undefined for whatever else there is, or is not. */
export function stampOf(path: string): FileStamp | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true ? stats : undefined;
  } catch {
    // Whoever reads the file meets the same, and says so.
    return undefined;
  }
}

/** Whether two stamps are of the same file with the same content, where the first was settled. */
export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return (
    a.ctimeMs === b.ctimeMs &&
    a.mtimeMs === b.mtimeMs &&
    a.size === b.size &&
    a.ino === b.ino &&
    a.dev === b.dev
  );
}

/**
 * Whether any change after a look will change the stamp that was taken at it. `at` is the time just before, in
 * milliseconds since 1970. A file system without times of change, in which the other time can be set back, never settles.
 */
export function isSettled({ ctimeMs, mtimeMs }: FileStamp, at: number): boolean {
  return ctimeMs > 0 && at - ctimeMs >= SETTLED && at - mtimeMs >= SETTLED;
}
