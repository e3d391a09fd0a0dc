import { writeBackup } from '../backup/backup.ts';
import { prune } from '../backup/retention.ts';
import { inTurn } from '../backup/turn.ts';
import { databaseFailure } from '../database/failure.ts';
import { BUSY_TIMEOUT, openForWriting, requireFile, using } from '../database/open.ts';
import { createHistory, writeVersion } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { noSuchVersion, readFolder } from './folder.ts';
import type { MigrationFile } from './folder.ts';
import { historyTime, readHistory, readOwnHistory, recordMigration } from './history.ts';
import { recoverLocked } from './recover.ts';
import { readScript } from './script.ts';

/**
 * Sets the version of a SQLite file by hand, after a backup. Scripts up to it that have no record are recorded as
 * applied, records above it are removed. Nothing is run.
 * Throws `bad-argument` for a number below 0, and `no-such-version` where no script has that version.
 */
export async function baseline(
  project: Project,
  version: number,
  runtime: Runtime,
): Promise<{ version: number; backup: string }> {
  requireWhole(version);
  requireSqlite(project);
  requireFile(project.database);
  const scripts = scriptsUpTo(project, version).map((migration) => ({
    ...migration,
    text: readScript(migration.path).recorded,
  }));
  return inTurn(project, runtime, async (real) => {
    await recoverLocked(project, real, runtime);
    const backup = await writeBackup(project, runtime);
    write(project, real, version, scripts, runtime);
    prune(project, [backup], runtime);
    return { version, backup };
  });
}

/** Throws `bad-argument` for what cannot be a version. */
export function requireWhole(version: number): void {
  if (!Number.isSafeInteger(version) || version < 0)
    throw new MigrateError({
      code: 'bad-argument',
      argument: 'version',
      reason: 'give a whole number from 0 up',
    });
}

/** The scripts up to a version. Throws `no-such-version` where none has it. */
export function scriptsUpTo(project: Project, version: number): readonly MigrationFile[] {
  const { migrations, invalid } = readFolder(project);
  if (version > 0 && !migrations.some((migration) => migration.version === version))
    throw noSuchVersion(version, project.migrations, invalid, project.convention);
  return migrations.filter((migration) => migration.version <= version);
}

function write(
  project: Project,
  real: string,
  version: number,
  scripts: readonly { readonly version: number; readonly file: string; readonly text: string }[],
  runtime: Runtime,
): void {
  const time = historyTime(runtime.now());
  try {
    using(openForWriting(real), (connection) => {
      connection.exec('BEGIN IMMEDIATE');
      const recorded = (project.history ? readHistory : readOwnHistory)(connection);
      if (project.convention === 'fastmigrate') writeVersion(connection, version);
      else if (recorded === undefined) createHistory(connection);
      if (recorded !== undefined) connection.run('DELETE FROM _migrations WHERE id > ?', [version]);
      for (const script of project.history ? scripts : [])
        if (recorded?.has(script.version) !== true)
          recordMigration(connection, {
            id: script.version,
            filename: script.file,
            script: script.text,
            startedAt: time,
            finishedAt: time,
          });
      connection.exec('COMMIT');
    });
  } catch (error) {
    throw databaseFailure(error, project.database, BUSY_TIMEOUT);
  }
}
