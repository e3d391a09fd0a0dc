import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MigrateError } from '../errors.ts';
import type { Project } from './project.ts';

/** Names of modules that select another database than a SQLite file. */
export const BACKEND_FILES: readonly string[] = [
  'config.py',
  'config.mjs',
  'config.js',
  'config.ts',
];

/**
 * The module in the migrations folder that selects another database, or undefined.
 * Throws `bad-backend` where there are several. Its code is not run.
 */
export function backendFile({ migrations }: Pick<Project, 'migrations'>): string | undefined {
  if (BACKEND_FILES.every((name) => isAbsent(join(migrations, name)))) return undefined;
  // Some file systems take a name in capitals for the same.
  const names = new Set(namesIn(migrations));
  const found = BACKEND_FILES.filter((name) => names.has(name));
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  const file = join(migrations, first);
  if (others.length === 0) return file;
  const reason = `${found.join(' and ')} both select a database. Remove all but one`;
  throw new MigrateError({ code: 'bad-backend', file, reason });
}

/**
 * Throws `custom-backend` for a project on another database than a SQLite file, `bad-backend` where nothing can reach
 * that. `instead` is a sentence about what to do then.
 */
export function requireSqlite(project: Project, instead?: string): void {
  const file = backendFile(project);
  if (file !== undefined)
    throw new MigrateError({
      code: 'custom-backend',
      file,
      ...(instead === undefined ? {} : { instead }),
    });
  if (project.connection === undefined) return;
  const reason = `"db" is ${project.database}, which is no file, and there is no ${BACKEND_FILES.join(', ')} with hooks that reach it`;
  throw new MigrateError({ code: 'bad-backend', file: project.migrations, reason });
}

/** Asking for four names costs next to nothing, and listing 10,000 does not. False where it cannot be told. */
function isAbsent(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    // A folder that cannot be entered may still be listed.
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that cannot be read selects nothing; what needs its scripts says what is wrong with it.
    return [];
  }
}
