import type { Dirent } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MigrateError, whatOf } from '../errors.ts';
import { DEFAULT_NAME, readConfig } from './config.ts';
import { badConfig } from './configFault.ts';
import type { ConfigWarning } from './configFault.ts';
import { decodeConfig, unreadable } from './configText.ts';
import { byCodeUnit, entriesOf, filesOf, kindOf } from './files.ts';
import { classifyName } from './naming.ts';
import type { Project } from './project.ts';
import { projectsOf, toProject } from './projects.ts';
import { PYPROJECT_FILE, readPyproject } from './pyproject.ts';

/** The projects that were found, and what is wrong with configurations. */
export interface Discovery {
  readonly projects: readonly Project[];
  readonly failures: readonly {
    readonly file: string;
    readonly line: number;
    readonly message: string;
  }[];
  readonly warnings: readonly ConfigWarning[];
}

const NOTHING: Discovery = { projects: [], failures: [], warnings: [] };

/** What one folder holds: what its configuration says, else its `migrations` folder, and TupleSaver folders. */
export async function scanFolder(folder: string, configFile: string): Promise<Discovery> {
  const entries = await entriesOf(folder);
  const configured = (await fromConfig(configFile)) ?? fromPyproject(folder, entries);
  const beside = [
    ...(configured === undefined ? await fromMigrationsFolder(folder, entries) : []),
    ...(await fromTuplesaverFolders(folder, entries)),
  ];
  if (configured === undefined) return { ...NOTHING, projects: beside };
  return { ...configured, projects: [...configured.projects, ...beside] };
}

async function fromConfig(file: string): Promise<Discovery | undefined> {
  const kind = await kindOf(file);
  if (kind === 'none') return undefined;
  try {
    const config = readConfig(file, await configText(file, kind));
    return { projects: projectsOf(config), failures: [], warnings: config.warnings };
  } catch (error) {
    return failed(error);
  }
}

function fromPyproject(folder: string, entries: readonly Dirent[]): Discovery | undefined {
  if (!entries.some(({ name }) => name === PYPROJECT_FILE)) return undefined;
  try {
    const database = readPyproject(folder);
    if (database === undefined) return undefined;
    return { ...NOTHING, projects: [toProject(database, { folder })] };
  } catch (error) {
    return failed(error);
  }
}

/** A configuration that cannot be used is part of the answer. */
function failed(error: unknown): Discovery {
  if (!MigrateError.is(error, 'bad-config')) throw error;
  const { file, line } = error.failure;
  return { ...NOTHING, failures: [{ file, line, message: whatOf(error) }] };
}

async function configText(file: string, kind: 'file' | 'folder' | 'other'): Promise<string> {
  // Reading a pipe would wait for a writer that may never come.
  if (kind === 'other') throw badConfig({ file, line: 1, reason: 'is not a plain file' });
  try {
    return decodeConfig(await readFile(file), file);
  } catch (error) {
    throw unreadable(error, file);
  }
}

async function fromMigrationsFolder(
  folder: string,
  entries: readonly Dirent[],
): Promise<readonly Project[]> {
  if (!entries.some(({ name }) => name === 'migrations')) return [];
  const names = await filesOf(join(folder, 'migrations'));
  const counts = names.some(
    (name) => name.startsWith('0001-') || classifyName(name, 'fastmigrate').kind === 'script',
  );
  return counts ? [toProject({ name: DEFAULT_NAME }, { folder })] : [];
}

async function fromTuplesaverFolders(
  folder: string,
  entries: readonly Dirent[],
): Promise<readonly Project[]> {
  const databases = entries
    .map(({ name }) => /^(.+)\.migrations$/s.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .toSorted(byCodeUnit);
  const found = await Promise.all(
    databases.map(async (name) => {
      const database = join(folder, name);
      const migrations = `${database}.migrations`;
      const counts = await isTuplesaverFolder(database, migrations);
      if (!counts) return undefined;
      return toProject({ name: DEFAULT_NAME, database, migrations }, { folder });
    }),
  );
  return found.filter((project) => project !== undefined);
}

// Other tools have folders of such names too, so there must be a database or a script of that kind.
async function isTuplesaverFolder(database: string, migrations: string): Promise<boolean> {
  if ((await kindOf(migrations)) !== 'folder') return false;
  if ((await kindOf(database)) === 'file') return true;
  const names = await filesOf(migrations);
  return names.some((name) => classifyName(name, 'tuplesaver').kind === 'script');
}
