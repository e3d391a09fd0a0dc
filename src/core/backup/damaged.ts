import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { copyToNewFile, syncFolder, verify } from '../database/copy.ts';
import { fileFailure, unfinished } from '../database/failure.ts';
import { MigrateError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';

const SIDE_FILES = ['-wal', '-shm', '-journal'];

/** Whether SQLite can read all of a file. Throws what is not about its content, such as a lock. */
export function isSound(path: string): boolean {
  try {
    verify(path);
    return true;
  } catch (error) {
    if (MigrateError.is(error, 'not-a-database')) return false;
    throw error;
  }
}

function syncReplaced(path: string): void {
  try {
    syncFolder(path);
  } catch (error) {
    throw unfinished(path, error);
  }
}

/**
 * Puts a copy of one database where another file stands, or none: for what SQLite cannot write into.
 * Journals that stand there would be replayed over the copy, and so they go. `beforeSwap` runs when the copy is ready.
 */
export async function replaceFile(
  from: string,
  to: string,
  runtime: Pick<Runtime, 'emit' | 'signal'>,
  beforeSwap: () => void = () => {},
): Promise<void> {
  const fresh = `${to}.fastmigrate-restore`;
  try {
    await copyToNewFile(from, fresh, 'restore', runtime);
    beforeSwap();
    for (const suffix of SIDE_FILES) rmSync(to + suffix, { force: true });
    renameSync(fresh, to);
    syncReplaced(to);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw fileFailure(error, dirname(to));
  }
}
