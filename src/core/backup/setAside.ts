import { chmodSync, copyFileSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createLike, syncFile, syncFolder } from '../database/copy.ts';
import { fileFailure } from '../database/failure.ts';
import { makeFolder } from '../database/makeFolder.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { backupFolder, stamp } from './names.ts';

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
