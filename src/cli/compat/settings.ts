import { dirname, isAbsolute, resolve } from 'node:path';
import { readPythonPaths } from '../../core/project/config.ts';
import { purePath } from './purePath.ts';

/** The two paths of a call as they are printed: as given, normalised. Relative ones start from the current folder. */
export interface CompatPaths {
  readonly db: string;
  readonly migrations: string;
}

const DEFAULTS: CompatPaths = { db: 'data/database.db', migrations: 'migrations' };

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
  const pick = (key: keyof CompatPaths): string => {
    const option = values.get(`--${key}`);
    if (option !== undefined) return purePath(option, platform);
    const value = configured[key];
    return purePath(
      value === undefined ? DEFAULTS[key] : fromFolder(dirname(config), value),
      platform,
    );
  };
  return { db: pick('db'), migrations: pick('migrations') };
}

function fromFolder(folder: string, path: string): string {
  return isAbsolute(path) ? path : `${folder}/${path}`;
}
