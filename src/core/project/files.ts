import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** The path without links; of one that does not exist, as far as it does. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path || !isAbsolute(path)
      ? path
      : join(await realPathOf(parent), basename(path));
  }
}

/** Names of the plain files in a folder, and of links. */
export async function filesOf(folder: string): Promise<readonly string[]> {
  return (await entriesOf(folder))
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name);
}

/** What a folder holds; nothing when it cannot be read. */
export async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    // Missing, not a folder, or not ours to read: there is nothing to find in any of these.
    return [];
  }
}

/** What a path is, links followed. */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | 'none'> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return 'file';
    return stats.isDirectory() ? 'folder' : 'other';
  } catch {
    // A path that cannot be looked at is treated as absent.
    return 'none';
  }
}

/** Order of names that no locale changes. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
