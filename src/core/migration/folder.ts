import { readdirSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import { statsOf } from '../database/open.ts';
import { MigrateError, whatOf } from '../errors.ts';
import { BACKEND_FILES } from '../project/backendFile.ts';
import { classifyName, numberMeant } from '../project/naming.ts';
import type { Convention, Project } from '../project/project.ts';
import type { ScriptKind } from './report.ts';

/** One script in the migrations folder whose name follows the rule. */
export interface MigrationFile {
  readonly version: number;
  readonly file: string;
  readonly path: string;
  readonly kind: ScriptKind;
  /** True for a file of `views_indexes_triggers`. Its version is 0 until it is known. */
  readonly declarative?: true;
}

/** Something that looks like a migration and is none, with the reason as a plain sentence. */
export interface InvalidFile {
  readonly version: number | null;
  readonly file: string;
  readonly path: string;
  readonly reason: string;
}

/** What a migrations folder holds. Both lists are in order of version, then of name. */
export interface MigrationFolder {
  readonly migrations: readonly MigrationFile[];
  /** Files that are applied again whenever they change, in order of name; TupleSaver projects only. */
  readonly declarative: readonly MigrationFile[];
  readonly invalid: readonly InvalidFile[];
  /** Scripts of number 0, which are among the invalid ones: a new database is at version 0, so they would never be run. */
  readonly zeros: readonly MigrationFile[];
  /** Names of SQL files without a number, which never run. */
  readonly unnumbered: readonly string[];
  /** The numbers of all migrations. */
  readonly versions: ReadonlySet<number>;
  /** Numbers that several scripts have, with the names of these. */
  readonly duplicates: ReadonlyMap<number, readonly string[]>;
  /** A module in the folder that selects another kind of database. */
  readonly backend?: string;
}

/** Folder inside the migrations folder whose scripts have no numbers. */
export const DECLARATIVE_FOLDER = 'views_indexes_triggers';

/** Lists a project's migrations folder. Throws `no-migrations-folder`; TupleSaver makes its folder with the first script. */
export function readFolder(project: Project): MigrationFolder {
  return sortOut(project, entriesOf(project));
}

/** What the entries of a project's migrations folder are. */
export function sortOut(project: Project, entries: readonly Dirent[]): MigrationFolder {
  const migrations: MigrationFile[] = [];
  const invalid: InvalidFile[] = [];
  const unnumbered: string[] = [];
  let backend: string | undefined;
  const faultOf = faultFinder(project.migrations);
  // Joining each name anew costs more than the rest of the work on it.
  const folder = join(project.migrations, sep);
  for (const entry of entries) {
    const file = entry.name;
    const path = folder + file;
    const name = classifyName(file, project.convention);
    if (BACKEND_FILES.includes(file)) backend = path;
    if (name.kind === 'other') continue;
    const fault = faultOf(path, entry);
    if (fault === 'folder') continue;
    if (fault !== undefined) invalid.push({ version: null, file, path, reason: fault });
    else if (name.kind === 'script')
      migrations.push({ version: name.version, file, path, kind: name.scriptKind });
    else if (name.kind === 'unnumbered') unnumbered.push(file);
    else invalid.push({ version: null, file, path, reason: name.reason });
  }
  migrations.sort((a, b) => a.version - b.version || compareText(a.file, b.file));
  const duplicates = duplicatesOf(migrations);
  const zeros = takeZeros(migrations);
  invalid.push(...zeros.map(neverRun));
  invalid.sort((a, b) => compareText(a.file, b.file));
  return {
    migrations,
    declarative: project.convention === 'tuplesaver' ? declarativeIn(project.migrations) : [],
    invalid,
    zeros,
    unnumbered: unnumbered.sort(compareText),
    versions: new Set(migrations.map(({ version }) => version)),
    duplicates,
    ...(backend === undefined ? {} : { backend }),
  };
}

/** Takes the scripts of number 0 out of those in order. */
function takeZeros(migrations: MigrationFile[]): MigrationFile[] {
  let count = 0;
  while (migrations[count]?.version === 0) count += 1;
  return migrations.splice(0, count);
}

function neverRun({ file, path }: MigrationFile): InvalidFile {
  return { version: null, file, path, reason: 'numbers begin with 1, so it is never run' };
}

/** TupleSaver takes any name with this ending, directly in the folder. Files of editors begin with a dot. */
export function declarativeIn(migrations: string): MigrationFile[] {
  const folder = join(migrations, DECLARATIVE_FOLDER);
  if (statsOf(folder)?.isDirectory() !== true) return [];
  const faultOf = faultFinder(folder);
  return entriesIn(folder)
    .filter(({ name }) => name.endsWith('.sql') && !name.startsWith('.'))
    .filter((entry) => faultOf(join(folder, entry.name), entry) === undefined)
    .map(({ name }) => name)
    .sort(compareText)
    .map((name) => ({
      version: 0,
      file: `${DECLARATIVE_FOLDER}/${name}`,
      path: join(folder, name),
      kind: 'sql' as const,
      declarative: true as const,
    }));
}

/**
 * Numbers or ranges that no script has, from the first number that counts to the last script's. A number that an invalid
 * file means is none of these: what is wrong with that is said of the file.
 */
export function gapsIn(
  { migrations, invalid }: Pick<MigrationFolder, 'migrations' | 'invalid'>,
  convention: Convention,
  from?: number,
): string[] {
  const last = migrations.at(-1)?.version ?? 0;
  const meant = invalid
    .map(({ file }) => ({ version: numberMeant(file, convention) }))
    .filter(({ version }) => version > 0 && version < last);
  if (meant.length === 0) return gapsOf(migrations, from);
  return gapsOf(
    [...migrations, ...meant].toSorted((a, b) => a.version - b.version),
    from,
  );
}

/** The files that cannot be used, of those that may be meant to count up to a version. */
export function invalidUpTo(
  { invalid }: Pick<MigrationFolder, 'invalid'>,
  { convention }: Pick<Project, 'convention'>,
  version = Infinity,
): readonly InvalidFile[] {
  return invalid.filter(({ file }) => numberMeant(file, convention) <= version);
}

/** `no-such-version`, with the file that was meant to have it, where there is one. */
export function noSuchVersion(
  version: number,
  folder: string,
  invalid: readonly Unusable[],
  convention: Convention,
): MigrateError {
  const meant = meantToHave(version, invalid, convention);
  return new MigrateError({
    ...{ code: 'no-such-version', version, folder },
    ...(meant === undefined ? {} : { invalid: { file: meant.file, reason: meant.reason } }),
  });
}

/** A file that cannot be used, and why. */
export interface Unusable {
  readonly file: string;
  readonly reason: string;
}

/** The file that was meant to have a version, of those that cannot be used. */
export function meantToHave(
  version: number,
  invalid: readonly Unusable[],
  convention: Convention,
): Unusable | undefined {
  return invalid.find(({ file }) => numberMeant(file, convention) === version);
}

function gapsOf(migrations: readonly { readonly version: number }[], from?: number): string[] {
  const gaps: string[] = [];
  let previous = from === undefined ? undefined : from - 1;
  for (const { version } of migrations) {
    if (previous !== undefined && version > previous + 1)
      gaps.push(
        version === previous + 2 ? String(previous + 1) : `${previous + 1} to ${version - 1}`,
      );
    previous = version;
  }
  return gaps;
}

/** What a project's migrations folder holds, scripts or not. Throws as `readFolder` does. */
export function entriesOf(project: Project): Dirent[] {
  return isToCome(project) ? [] : entriesIn(project.migrations);
}

/** The names of `entriesOf`, in the same order, for less. */
export function namesOf(project: Project): string[] {
  return isToCome(project) ? [] : listing(project.migrations, (folder) => readdirSync(folder));
}

/** The folder beside the database is made with the first script. Another one that is missing may be a wrong path. */
function isToCome({ migrations, database, convention }: Project): boolean {
  return (
    convention === 'tuplesaver' &&
    migrations === `${database}.migrations` &&
    statsOf(migrations) === undefined
  );
}

function entriesIn(folder: string): Dirent[] {
  return listing(folder, () => readdirSync(folder, { withFileTypes: true }));
}

function listing<T>(folder: string, list: (folder: string) => T): T {
  try {
    return list(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason =
      code === 'ENOENT'
        ? 'it does not exist'
        : code === 'ENOTDIR'
          ? 'it is a file'
          : error instanceof Error
            ? error.message
            : String(error);
    const unlisted = code === 'ENOENT' ? {} : { unlisted: true as const };
    throw new MigrateError(
      { code: 'no-migrations-folder', folder, reason, ...unlisted },
      { cause: error },
    );
  }
}

type FaultOf = (path: string, entry: Dirent) => string | undefined;

/**
 * Tells why what stands in a folder cannot be a script, links followed, or undefined where it can. Folders are passed over.
 * The listing says what most are; in a folder that may be listed and not entered, each has to be looked at to say why.
 */
function faultFinder(folder: string): FaultOf {
  const enters = canEnter(folder);
  return (path, entry) => {
    if (enters && entry.isFile()) return undefined;
    return enters && entry.isDirectory() ? 'folder' : faultAt(path);
  };
}

/** Whether what stands in a folder can be looked at, which listing it does not tell. */
function canEnter(folder: string): boolean {
  try {
    // The dot is looked up in the folder, so this fails where a script's name would.
    return statSync(`${folder}/.`, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // What keeps it from being entered is said of each script.
    return false;
  }
}

function faultAt(path: string): string | undefined {
  try {
    const stats = statsOf(path);
    if (stats === undefined) return 'it is a link to a file that does not exist';
    if (stats.isDirectory()) return 'folder';
    return stats.isFile() ? undefined : 'it is not a regular file';
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return `it cannot be read: ${'reason' in error.failure ? error.failure.reason : whatOf(error)}`;
  }
}

function duplicatesOf(migrations: readonly MigrationFile[]): Map<number, string[]> {
  const duplicates = new Map<number, string[]>();
  // They are in order of version, so equal ones are neighbours.
  let before: MigrationFile | undefined;
  for (const migration of migrations) {
    const { version, file } = migration;
    if (before?.version === version) {
      const files = duplicates.get(version);
      if (files === undefined) duplicates.set(version, [before.file, file]);
      else files.push(file);
    }
    before = migration;
  }
  return duplicates;
}

/** By code unit and never by locale, so that every machine has the same order. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
