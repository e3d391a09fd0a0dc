import type { Context, Outcome } from './host.ts';

/** The answer for a database without a version, as the Python tool words it. */
export const UNVERSIONED_TEXT = 'Database is unversioned (no _meta table)\n';

/** What `--check_db_version` tells. That there is no version is an answer, as for `fastmigrate_check_version`. */
export async function versionOutcome({ project }: Context): Promise<Outcome> {
  const { reading } = await import('../core/database/open.ts');
  const { requireVersion, versionRecord } = await import('../core/database/version.ts');
  const { database, convention } = project;
  const version = reading(database, (connection) =>
    versionRecord(connection, convention).kind === 'none'
      ? null
      : requireVersion(connection, database, convention),
  );
  const text = version === null ? UNVERSIONED_TEXT : `Database version: ${version}\n`;
  return { code: 0, json: { ok: true, database, version }, text };
}
