import { globSync, realpathSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { MigrateError } from '../errors.ts';
import { statsOf } from '../database/open.ts';
import { requireSqlite } from '../project/backendFile.ts';
import { splitPattern } from '../project/fleet.ts';
import { byCodeUnit } from '../project/files.ts';
import type { Project } from '../project/project.ts';
import { referencePath } from '../project/reference.ts';

/** What this program and SQLite write beside a database, and what is copied from one. */
const NO_DATABASE =
  /(?:\.backup|\.cut-off|\.damaged|\.partial|\.ref|-wal|-shm|-journal|\.fastmigrate-[a-z.]+)$/iu;
/** A folder of backups, as TupleSaver projects have them. */
const BACKUP_FOLDER = /\.bak$/iu;

/**
 * The files of a fleet, in order of name, each once. Backups, snapshots, locks, references and the side files of SQLite
 * are never among them. Throws `bad-argument` where there are none, and `custom-backend` where a module with hooks stands
 * among the scripts.
 */
export function expandFleet(project: Project, list: readonly string[] = []): readonly string[] {
  requireSqlite(project);
  if (project.migrations === `${project.database}.migrations`) {
    const reason = 'several databases share one folder; name it';
    throw new MigrateError({ code: 'bad-argument', argument: 'migrations', reason });
  }
  const files = project.fleet === 'list' ? list : matchesOf(project);
  const databases = withoutRepeats(files);
  if (databases.length > 0) return databases;
  const reason =
    project.fleet === 'list' ? 'the list is empty' : `no database matches ${project.database}`;
  throw new MigrateError({ code: 'bad-argument', argument: 'db', reason });
}

/**
 * Reads a list of files: separated by NUL where there is one, as `find -print0` writes it, else one in each line.
 * Relative paths start from `cwd`.
 */
export function readList(text: string, cwd: string): readonly string[] {
  const names = text.includes('\0') ? text.split('\0') : text.split(/\r?\n/u);
  return names.filter((name) => name !== '').map((name) => resolve(cwd, name));
}

/** One database of a fleet, as a project of its own. */
export function memberOf({ fleet: _, ...project }: Project, database: string): Project {
  return { ...project, database };
}

/**
 * Throws `bad-argument` where backups of two databases would have the same name, so that one would be taken, and in the
 * end removed, for the other's.
 */
export function requireOwnBackups(project: Project, databases: readonly string[]): void {
  const folder = project.backups;
  if (folder === undefined) return;
  const seen = new Map<string, string>();
  for (const database of databases) {
    const name = database.slice(database.lastIndexOf(sep) + 1);
    const other = seen.get(name);
    if (other !== undefined) {
      const reason = `${other} and ${database} have the same name, and their backups would be mixed up in ${folder}`;
      const instead = 'Leave the key out';
      throw new MigrateError({ code: 'bad-argument', argument: 'backups', reason, instead });
    }
    seen.set(name, database);
  }
}

function matchesOf(project: Project): readonly string[] {
  const found = splitPattern(project.database);
  if (found === undefined) return [project.database];
  const { base, pattern } = found;
  const reference = referencePath(project);
  return globSync(pattern, { cwd: base, withFileTypes: true })
    .filter((entry) => isDatabase(entry, base))
    .map(pathOf)
    .filter((path) => path !== reference && !isInside(path, project.backups))
    .sort(byCodeUnit);
}

function isDatabase(entry: Dirent, base: string): boolean {
  if (NO_DATABASE.test(entry.name)) return false;
  const below = entry.parentPath.slice(base.length).split(sep);
  if (below.some((name) => BACKUP_FOLDER.test(name))) return false;
  if (entry.isFile()) return true;
  return entry.isSymbolicLink() && isFile(pathOf(entry));
}

function pathOf({ parentPath, name }: Dirent): string {
  return join(parentPath, name);
}

/** A link that leads nowhere, or to a folder, is no database. */
function isFile(path: string): boolean {
  try {
    return statsOf(path)?.isFile() === true;
  } catch (error) {
    if (error instanceof MigrateError) return false;
    throw error;
  }
}

function isInside(path: string, folder: string | undefined): boolean {
  return folder !== undefined && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Two names of one file would be two runners on it. What does not exist is kept, to be told of. */
function withoutRepeats(files: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return files.filter((file) => {
    const real = realPath(file);
    if (seen.has(real)) return false;
    seen.add(real);
    return true;
  });
}

function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}
