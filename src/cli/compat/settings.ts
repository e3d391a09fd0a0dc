import { dirname, isAbsolute, resolve } from 'node:path';
import { readPythonPaths } from '../../core/project/config.ts';
import { withoutPasswords } from '../../core/project/connection.ts';
import { purePath } from './purePath.ts';

/** The two paths of a call as they are printed: as given, normalised. Relative ones start from the current folder. */
export interface CompatPaths {
  /** Without a password, where it is a connection string for hooks. */
  readonly db: string;
  /** As `db`, as it is used. */
  readonly given: string;
  readonly migrations: string;
}

const DEFAULTS = { db: 'data/database.db', migrations: 'migrations' };

/**
 * An option beats the configuration, and that beats the default. Relative paths in a configuration start from its
 * folder. Throws `bad-config`.
 */
export function compatPaths(
  values: ReadonlyMap<string, string>,
  cwd: string,
  platform: string,
): CompatPaths {
  const config = values.get('--config_path') ?? '.fastmigrate';
  const configured = readPythonPaths(resolve(cwd, config));
  const pick = (key: keyof typeof DEFAULTS): string => {
    const option = values.get(`--${key}`);
    if (option !== undefined) return purePath(option, platform);
    const value = configured[key];
    return purePath(
      value === undefined ? DEFAULTS[key] : fromFolder(dirname(config), value),
      platform,
    );
  };
  const given = pick('db');
  return { db: withoutPasswords(given), given, migrations: pick('migrations') };
}

function fromFolder(folder: string, path: string): string {
  return isAbsolute(path) ? path : `${folder}/${path}`;
}
