import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CONFIG_FILE } from '../core/project/configText.ts';
import type { Project } from '../core/project/project.ts';
import type { SharedOptions } from './options.ts';

/**
 * The configuration of a folder above, relative to this one, where nothing here is a project: somebody may have meant
 * that one. It is not taken by itself, since nobody has said so.
 */
export function configAbove(
  cwd: string,
  { configFile, database, migrations }: Project,
  { db, migrations: folder }: SharedOptions,
): string | undefined {
  const isNamed = configFile !== undefined || db !== undefined || folder !== undefined;
  if (isNamed || existsSync(database) || existsSync(migrations)) return undefined;
  for (let at = dirname(cwd), below = cwd; at !== below; below = at, at = dirname(at)) {
    const file = join(at, CONFIG_FILE);
    if (existsSync(file)) return relative(cwd, file);
  }
  return undefined;
}
