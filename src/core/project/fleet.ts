import { basename, dirname } from 'node:path';
import { statsOf } from '../database/open.ts';

/** A folder, and a pattern relative to it. */
export interface FleetPattern {
  readonly base: string;
  /** With forward slashes, as patterns are written everywhere. */
  readonly pattern: string;
}

/** Whether an absolute path stands for several files: its name has `*` or `?`, and there is no file of that very name. */
export function isPattern(path: string): boolean {
  return splitPattern(path) !== undefined;
}

/**
 * Takes a path apart where its first name begins that does not exist as it stands. Names of folders that do are taken
 * literally, whatever is in them. Undefined where what is left has no `*` and no `?`.
 */
export function splitPattern(path: string): FleetPattern | undefined {
  if (!/[*?]/u.test(path)) return undefined;
  const names: string[] = [];
  let base = path;
  while (!exists(base) && dirname(base) !== base) {
    names.unshift(basename(base));
    base = dirname(base);
  }
  const pattern = names.join('/');
  return /[*?]/u.test(pattern) ? { base, pattern } : undefined;
}

function exists(path: string): boolean {
  try {
    return statsOf(path) !== undefined;
  } catch {
    // What cannot be looked at is there, and whoever goes on to use it says why it cannot be.
    return true;
  }
}
