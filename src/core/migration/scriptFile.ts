import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../database/copy.ts';
import { fileFailure } from '../database/failure.ts';
import { makeFolder } from '../database/makeFolder.ts';
import { nameAs, publish } from '../database/publish.ts';

/** A script that is being written. */
const PARTIAL = /^\..+\.[0-9a-f]{8}\.partial$/s;
/** Milliseconds after which one that has not got its name counts as given up: writing takes a moment. */
const GIVEN_UP = 60_000;

/** Writes a new script whole, or not at all, and over no other. Its folder is made where there is none. */
export function writeNew(path: string, text: string, mode = 0o644): void {
  try {
    makeFolder(dirname(path));
    written(path, text, mode, (partial) => publish(partial, path));
  } catch (error) {
    throw fileFailure(error, path);
  }
}

/** Writes a script whole, or not at all, over whatever file has its name. */
export function writeOver(path: string, text: string, mode: number): void {
  written(path, text, mode, (partial) => renameSync(partial, path));
}

/** Gives an existing script another text, or leaves it as it was. Links are followed, and its mode stays. */
export function rewrite(path: string, text: string): void {
  const real = realpathSync(path);
  written(real, text, 0o600, (partial) => {
    chmodSync(partial, statSync(real).mode & 0o777);
    renameSync(partial, real);
  });
}

/** Whether two names are those of one file, as a renaming that was cut off leaves them. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) =>
    lstatSync(path, { throwIfNoEntry: false, bigint: true }),
  );
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/**
 * Gives a script another name, which must be free or its own already, or leaves it the one it has. Never both, but after
 * a kill.
 */
export function moveToNew(from: string, to: string): void {
  if (!isSameFile(from, to)) nameAs(from, to);
  try {
    // Otherwise a power cut could leave it neither.
    syncFolder(to);
    rmSync(from, { force: true });
  } catch (error) {
    if (statSync(from, { throwIfNoEntry: false }) !== undefined) rmSync(to, { force: true });
    throw error;
  }
}

/** It is written beside its place, and hidden, so that nobody takes it for a script. */
function written(path: string, text: string, mode: number, put: (partial: string) => void): void {
  const partial = join(
    dirname(path),
    `.${basename(path)}.${randomBytes(4).toString('hex')}.partial`,
  );
  try {
    writeFileSync(partial, text, { flush: true, flag: 'wx', mode });
    const { mtimeMs } = statSync(partial);
    put(partial);
    syncFolder(path);
    removeGivenUp(dirname(path), mtimeMs - GIVEN_UP);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Removes what processes that were killed had begun before a time. What cannot be removed stays; it does no harm. */
function removeGivenUp(folder: string, before: number): void {
  try {
    for (const name of readdirSync(folder).filter((each) => PARTIAL.test(each))) {
      const path = join(folder, name);
      if (lstatSync(path).mtimeMs < before) rmSync(path, { force: true });
    }
  } catch {
    // Gone already, or the folder is closed to us.
  }
}
