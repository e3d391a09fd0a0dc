import { MigrateError } from '../core/errors.ts';
import { displayPath } from '../core/project/discover.ts';
import { errorData } from './errors.ts';
import type { Context, Outcome } from './host.ts';
import { visible } from './visible.ts';

/** The answer for a database without a version, as the Python tool words it. */
export const UNVERSIONED_TEXT = 'Database is unversioned (no _meta table)\n';

/** The same for a path without a file. */
export const missingText = (path: string): string => `Database file does not exist: ${path}\n`;

/** What `--check_db_version` tells. No version and no file are answers, as for `fastmigrate_check_version`. */
export async function versionOutcome({ project, runtime }: Context): Promise<Outcome> {
  const { reading } = await import('../core/database/open.ts');
  const { requireVersion, versionRecord } = await import('../core/database/version.ts');
  const { database, convention } = project;
  try {
    const version = reading(database, (connection) =>
      versionRecord(connection, convention).kind === 'none'
        ? null
        : requireVersion(connection, database, convention),
    );
    const text = version === null ? UNVERSIONED_TEXT : `Database version: ${version}\n`;
    return { code: 0, json: { ok: true, database, version }, text };
  } catch (error) {
    if (!MigrateError.is(error, 'database-missing')) throw error;
    const text = missingText(visible(displayPath(database, runtime.cwd)));
    return { code: 1, json: { ok: false, error: errorData(error) }, text };
  }
}
