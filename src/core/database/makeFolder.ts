import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { syncFolder } from './copy.ts';

/**
 * Makes a folder and those above it where there are none, so that a power cut leaves them. Throws what the file system
 * says. Node's own way with `recursive` never ends where a folder that is there lets nothing be made in it, as below /proc.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !exists(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) makeUnlessThere(folder);
  for (const folder of missing.toReversed()) syncFolder(folder);
  // What stands there may be a file.
  if (missing.length === 0 && !isFolder(path)) mkdirSync(path);
}

/** Another process may make it at the same time. */
function makeUnlessThere(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!taken || !isFolder(folder)) throw error;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
