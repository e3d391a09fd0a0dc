import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createLike } from '../database/copy.ts';
import { hasContent, isWalFile } from '../database/open.ts';
import { copyUntouched } from '../database/untouchedCopy.ts';
import type { Runtime } from '../runtime.ts';
import { realDatabase } from './guard.ts';

/**
 * Runs `body` with a backup that SQLite can open. It writes beside one in write-ahead mode or with a journal, so where
 * that is on a read-only disk or in a folder that is closed to us, it is a copy beside the database, which is gone
 * afterwards.
 */
export async function withUsable<T>(
  file: string,
  real: string,
  runtime: Runtime,
  body: (source: string) => Promise<T>,
): Promise<T> {
  if (isUsable(file)) return body(file);
  // By this name the next one that has its turn removes it, should this one be killed.
  const copy = `${real}.fastmigrate-restore.${randomBytes(4).toString('hex')}.partial`;
  try {
    const mode = createLike(file, copy);
    await copyUntouched(realDatabase(file), copy, runtime);
    chmodSync(copy, mode | 0o600);
    return await body(copy);
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(copy + suffix, { force: true });
  }
}

/** Opening it would be no way to find out: SQLite might change the file and fail afterwards. */
function isUsable(file: string): boolean {
  const real = realDatabase(file);
  try {
    accessSync(dirname(real), constants.W_OK);
    return true;
  } catch {
    return !isWalFile(real) && !hasContent(`${real}-journal`);
  }
}
