import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { copyToNewFile, createLike, syncFile, syncFolder, verify } from '../database/copy.ts';
import { fileFailure, unfinished } from '../database/failure.ts';
import { makeFolder } from '../database/makeFolder.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { backupFolder, stamp } from './names.ts';

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

/** Copies a file that SQLite cannot read, with what belongs to it, to `<db>.<time>.damaged`. Returns that path. */
export function setAside(project: Project, real: string, runtime: Runtime): string {
  const time = stamp(runtime.now());
  const aside = join(backupFolder(project), `${basename(project.database)}.${time}.damaged`);
  try {
    makeFolder(dirname(aside));
    for (const suffix of ['-wal', '-journal', ''])
      if (existsSync(real + suffix)) {
        const mode = createLike(real, aside + suffix);
        copyFileSync(real + suffix, aside + suffix);
        syncFile(aside + suffix);
        chmodSync(aside + suffix, mode);
      }
    syncFolder(aside);
    return aside;
  } catch (error) {
    throw fileFailure(error, aside);
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
