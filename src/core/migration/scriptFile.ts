import { randomBytes } from 'node:crypto';
import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../database/copy.ts';
import { nameAs, publish } from '../database/publish.ts';

/** Writes a new script whole, or not at all. Throws `EEXIST` where there is one of that name. */
export function writeNew(path: string, text: string, mode: number): void {
  written(path, text, mode, (partial) => publish(partial, path));
}

/** Gives an existing script another text, or leaves it as it was. Links are followed, and its mode stays. */
export function rewrite(path: string, text: string): void {
  const real = realpathSync(path);
  written(real, text, 0o600, (partial) => {
    chmodSync(partial, statSync(real).mode & 0o777);
    renameSync(partial, real);
  });
}

/** Gives a script another name, which must be free, or leaves it the one it has. Never both. */
export function moveToNew(from: string, to: string): void {
  nameAs(from, to);
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
    put(partial);
    syncFolder(path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
