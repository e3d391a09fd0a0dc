import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { badConfig } from './configFault.ts';
import { isMissing, unreadable } from './configText.ts';
import { DEFAULT_NAME } from './config.ts';
import type { DatabaseConfig } from './config.ts';
import { readToml } from './toml.ts';

/** The file in which TupleSaver looks for its settings. */
export const PYPROJECT_FILE = 'pyproject.toml';

/** The tables of settings, the newer name first: TupleSaver is called sqlir now. */
const TABLES = ['sqlir', 'tuplesaver'];

/**
 * The TupleSaver database that a folder's `pyproject.toml` names as `db_path` in `[tool.sqlir]` or `[tool.tuplesaver]`,
 * relative to the folder; undefined where it names none. Throws `bad-config` for a file that mentions one of these and
 * is no TOML.
 */
export function readPyproject(folder: string): DatabaseConfig | undefined {
  const file = join(folder, PYPROJECT_FILE);
  const text = textOf(file);
  // Most files of this name have nothing to do with us, and what is wrong with them neither.
  if (text === undefined || !TABLES.some((table) => text.includes(table))) return undefined;
  const settings = readToml(text, file);
  const pathIn = (table: string): unknown => valueAt(settings, ['tool', table, 'db_path']);
  const table = TABLES.find((name) => pathIn(name) !== undefined);
  if (table === undefined) return undefined;
  const path = pathIn(table);
  if (typeof path !== 'string' || path === '')
    throw badConfig({ file, line: 1, key: `tool.${table}.db_path`, reason: 'must be a path' });
  const database = resolve(folder, path);
  return {
    name: DEFAULT_NAME,
    database,
    migrations: `${database}.migrations`,
    convention: 'tuplesaver',
  };
}

function textOf(file: string): string | undefined {
  try {
    // Reading a pipe would wait for a writer that may never come.
    return statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(error, file);
  }
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return valueAt(Object.entries(value).find(([name]) => name === key)?.[1], rest);
}
