import { MigrateError } from '../errors.ts';
import { strip } from './pythonText.ts';

/**
 * Text of a new `.fastmigrate`, which Python's configparser reads back as the same values. Throws
 * `bad-argument` for a path that the format cannot hold.
 */
export function renderConfig(paths: { readonly db: string; readonly migrations: string }): string {
  return [
    '# FastMigrate: where the database and its migration scripts are.',
    '# Relative paths start from the folder of this file.',
    '',
    '[paths]',
    `db = ${written('db', paths.db)}`,
    `migrations = ${written('migrations', paths.migrations)}`,
    '',
  ].join('\n');
}

function written(argument: string, path: string): string {
  const reason = faultOf(path);
  if (reason !== undefined) throw new MigrateError({ code: 'bad-argument', argument, reason });
  return path.replaceAll('%', '%%');
}

function faultOf(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (/[\n\r\0]/.test(path)) return 'must not contain a line break or a NUL character';
  if (path !== strip(path)) return 'must not begin or end with a space';
  if (/\p{Cs}/u.test(path)) return 'must be valid Unicode';
  return undefined;
}
