import { databaseFailure } from '../database/failure.ts';
import { BUSY_TIMEOUT, openForWriting, using } from '../database/open.ts';
import type { Runtime } from '../runtime.ts';
import { historyTime, recordMigration } from './history.ts';
import type { MigrationReport } from './report.ts';
import { readScript } from './script.ts';

/** Records scripts that another tool applied, as they are on disk now. Throws what reading or writing them throws. */
export function recordUnrecorded(
  real: string,
  migrations: readonly MigrationReport[],
  runtime: Runtime,
): void {
  if (migrations.length === 0) return;
  const time = historyTime(runtime.now());
  try {
    using(openForWriting(real), (connection) => {
      connection.exec('BEGIN IMMEDIATE');
      for (const { version, file, path } of migrations)
        if (version !== null)
          recordMigration(connection, {
            id: version,
            filename: file,
            script: readScript(path).recorded,
            startedAt: time,
            finishedAt: time,
          });
      connection.exec('COMMIT');
    });
  } catch (error) {
    throw databaseFailure(error, real, BUSY_TIMEOUT);
  }
}
