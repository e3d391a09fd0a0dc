import { join } from 'node:path';
import { isConnection, withoutPasswords } from './connection.ts';
import { isPattern } from './fleet.ts';
import type { Config, DatabaseConfig } from './config.ts';
import type { Convention, Project } from './project.ts';

/** Database of a project that names none, relative to its folder. */
export const DEFAULT_DATABASE = join('data', 'database.db');
const DEFAULT_MIGRATIONS = 'migrations';

/** The projects of a configuration, in its order. */
export function projectsOf(config: Config): readonly Project[] {
  return config.databases.map((database) => toProject(database, config));
}

/** The convention of a folder that no configuration speaks about: TupleSaver's is `<db>.migrations`. */
export function folderConvention(database: string, migrations: string): Convention {
  return migrations === `${database}.migrations` ? 'tuplesaver' : 'fastmigrate';
}

interface Origin {
  readonly folder: string;
  readonly file?: string;
}

interface Explicit {
  readonly database?: string | undefined;
  readonly migrations?: string | undefined;
  /** The databases are those of a list that comes apart. */
  readonly list?: boolean;
}

/** Fills in the defaults. */
export function toProject(
  settings: DatabaseConfig,
  origin: Origin,
  explicit: Explicit = {},
): Project {
  const { database: configured, migrations: configuredFolder, ...others } = settings;
  const database = explicit.database ?? configured ?? join(origin.folder, DEFAULT_DATABASE);
  const migrations =
    explicit.migrations ??
    configuredFolder ??
    (settings.convention === 'tuplesaver'
      ? `${database}.migrations`
      : join(origin.folder, DEFAULT_MIGRATIONS));
  const convention = settings.convention ?? folderConvention(database, migrations);
  return {
    ...others,
    root: origin.folder,
    ...(isConnection(database)
      ? { database: withoutPasswords(database), connection: database }
      : { database }),
    migrations,
    convention,
    history: convention === 'tuplesaver' || (settings.history ?? true),
    ...(explicit.list === true
      ? { fleet: 'list' as const }
      : !isConnection(database) && isPattern(database)
        ? { fleet: 'pattern' as const }
        : {}),
    ...(origin.file === undefined ? {} : { configFile: origin.file }),
  };
}
