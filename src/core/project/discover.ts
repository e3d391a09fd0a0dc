import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { MigrateError } from '../errors.ts';
import { DEFAULT_NAME, readConfig } from './config.ts';
import { isConnection } from './connection.ts';
import type { Config, DatabaseConfig } from './config.ts';
import { CONFIG_FILE, readConfigText } from './configText.ts';
import { byCodeUnit, entriesOf, kindOf, realPathOf } from './files.ts';
import type { Project } from './project.ts';
import { statsOf } from '../database/open.ts';
import { DEFAULT_DATABASE, projectsOf, toProject } from './projects.ts';
import { readPyproject } from './pyproject.ts';
import { scanFolder } from './scanFolder.ts';
import type { Discovery } from './scanFolder.ts';

/** What a command line says about the project. Relative paths start from `cwd`, which is absolute. */
export interface ProjectOptions {
  readonly cwd: string;
  readonly db?: string;
  /** The databases are those of a list that comes apart; `db` is then only its name. */
  readonly list?: boolean;
  readonly migrations?: string;
  /** A configuration file, which then must exist. Without it, `.fastmigrate` in `cwd` is used if it is there. */
  readonly config?: string;
  /** Name of one of the configured databases. */
  readonly name?: string;
}

/** Where an editor looks for projects. */
export interface DiscoverOptions {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Name or path of the configuration file, relative to the folder. A mere name is looked for in sub-folders too. */
  readonly configFile?: string;
  /** Further folders to look in, relative to the folder. */
  readonly roots?: readonly string[];
}

/** The configuration that applies, for its warnings. Throws `bad-config`. */
export function findConfig({
  cwd,
  config,
}: Pick<ProjectOptions, 'cwd' | 'config'>): Config | undefined {
  if (config !== undefined) return readConfig(explicitPath(cwd, 'config', config));
  const file = join(cwd, CONFIG_FILE);
  const text = readConfigText(file);
  return text === undefined ? undefined : readConfig(file, text);
}

/**
 * The one project that a command is about. What is given wins over the configuration, and that over
 * the defaults. A `db` that is one of the configured databases brings its other settings with it.
 * Throws `bad-config`, and `bad-argument` where it is not clear which database is meant.
 */
export function resolveProject(options: ProjectOptions): Project {
  const { cwd } = options;
  const config = findConfig(options);
  const list = options.list === true;
  const database =
    options.db === undefined || isConnection(options.db)
      ? options.db
      : explicitPath(cwd, 'db', options.db);
  const migrations =
    options.migrations === undefined
      ? undefined
      : explicitPath(cwd, 'migrations', options.migrations);
  if (config === undefined) {
    if (options.name !== undefined) throw unknownName(options.name, []);
    const python = database === undefined ? readPyproject(cwd) : undefined;
    if (python !== undefined) return toProject(python, { folder: cwd }, { migrations });
    const beside = migrations ?? folderBeside(cwd, database);
    return toProject(
      { name: DEFAULT_NAME },
      { folder: cwd },
      { database, migrations: beside, list },
    );
  }
  return toProject(choose(config, options.name, database), config, { database, migrations, list });
}

/** All configured projects, or the one of the defaults without a configuration. Throws `bad-config`. */
export function resolveProjects(
  options: Pick<ProjectOptions, 'cwd' | 'config'>,
): readonly Project[] {
  const config = findConfig(options);
  return config === undefined
    ? [toProject({ name: DEFAULT_NAME }, { folder: options.cwd })]
    : projectsOf(config);
}

/**
 * Finds the projects of a folder, of its direct sub-folders and of `roots`, each once. A folder that
 * cannot be read has none; a configuration that cannot be used is a failure in the result.
 */
export async function discoverProjects(options: DiscoverOptions): Promise<Discovery> {
  const { folder, configFile = CONFIG_FILE, roots = [] } = options;
  const inSubFolders = basename(configFile) === configFile ? configFile : CONFIG_FILE;
  const further = [
    ...(await subFolders(folder)),
    ...roots.filter((root) => root !== '').map((root) => resolve(folder, root)),
  ];
  const found = await Promise.all([
    scanFolder(folder, resolve(folder, configFile)),
    ...further.map((each) => scanFolder(each, join(each, inSubFolders))),
  ]);
  return withoutRepeats(found);
}

/** A path for people: relative where it lies inside `cwd`, else absolute. */
export function displayPath(path: string, cwd: string): string {
  if (isConnection(path)) return path;
  const shown = relative(cwd, path);
  if (shown === '') return '.';
  const outside = shown === '..' || shown.startsWith(`..${sep}`) || isAbsolute(shown);
  return outside ? path : shown;
}

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'venv', 'env', '__pycache__']);

async function subFolders(folder: string): Promise<readonly string[]> {
  const names = (await entriesOf(folder))
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .filter((name) => !name.startsWith('.') && !SKIPPED.has(name))
    .toSorted(byCodeUnit);
  const checked = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const venv = await kindOf(join(path, 'pyvenv.cfg'));
      return venv === 'none' && (await kindOf(path)) === 'folder' ? path : undefined;
    }),
  );
  return checked.filter((path) => path !== undefined);
}

async function withoutRepeats(found: readonly Discovery[]): Promise<Discovery> {
  const projects = new Map<string, Project>();
  for (const project of found.flatMap((each) => each.projects)) {
    const key = JSON.stringify([
      await realPathOf(project.database),
      await realPathOf(project.migrations),
    ]);
    if (!projects.has(key)) projects.set(key, project);
  }
  return {
    projects: [...projects.values()],
    failures: await oncePerPlace(found.flatMap((each) => each.failures)),
    warnings: await oncePerPlace(found.flatMap((each) => each.warnings)),
  };
}

async function oncePerPlace<
  T extends { readonly file: string; readonly line: number; readonly message: string },
>(notes: readonly T[]): Promise<readonly T[]> {
  const seen = new Map<string, T>();
  for (const note of notes) {
    const key = JSON.stringify([await realPathOf(note.file), note.line, note.message]);
    if (!seen.has(key)) seen.set(key, note);
  }
  return [...seen.values()];
}

function choose(
  config: Config,
  name: string | undefined,
  database: string | undefined,
): DatabaseConfig {
  const { databases } = config;
  const known = databases.map((entry) => entry.name);
  if (name !== undefined) {
    const named = databases.find((entry) => entry.name === name);
    if (named === undefined) throw unknownName(name, known);
    return named;
  }
  if (database !== undefined) {
    // Running the scripts of [paths] on another configured database would be a sad mistake.
    const same = databases.find((entry) => entry.database === database);
    if (same !== undefined) return same;
  }
  const paths = databases.find((entry) => entry.name === DEFAULT_NAME);
  if (paths !== undefined) return paths;
  if (database !== undefined) return { name: DEFAULT_NAME };
  const [only] = databases;
  if (only !== undefined && databases.length === 1) return only;
  throw badArgument(
    'database',
    `several are configured; choose one with --name: ${known.join(', ')}`,
  );
}

/** TupleSaver keeps the scripts of a database in `<db>.migrations`, and no configuration speaks of it. */
function folderBeside(cwd: string, database: string | undefined): string | undefined {
  const folder = `${database ?? join(cwd, DEFAULT_DATABASE)}.migrations`;
  return statsOf(folder)?.isDirectory() === true ? folder : undefined;
}

function explicitPath(cwd: string, argument: string, path: string): string {
  if (path === '') throw badArgument(argument, 'it is empty; give a path');
  return resolve(cwd, path);
}

function unknownName(name: string, known: readonly string[]): MigrateError {
  const choice = known.length === 0 ? 'none is configured' : `there are ${known.join(', ')}`;
  return badArgument('database', `no database "${name}" is configured; ${choice}`);
}

function badArgument(argument: string, reason: string): MigrateError {
  return new MigrateError({ code: 'bad-argument', argument, reason });
}
