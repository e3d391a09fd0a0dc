import { writeBackup } from '../backup/backup.ts';
import { realDatabase } from '../backup/guard.ts';
import { prune } from '../backup/retention.ts';
import { inTurn } from '../backup/turn.ts';
import { databaseFailure } from '../database/failure.ts';
import { BUSY_TIMEOUT, openForWriting, requireFile, using } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import { backsUp } from '../project/project.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { divergenceOf, isHarmless } from './divergence.ts';
import { historyTime, readHistory, recordMigration } from './history.ts';
import type { HistoryRow } from './history.ts';
import { recordedScripts } from './historySource.ts';
import { recoverLocked } from './recover.ts';
import { meantToHave } from './folder.ts';
import { invalidOf } from './pending.ts';
import type { MigrationReport, StatusReport } from './report.ts';
import { readScript } from './script.ts';
import { readStatus } from './status.ts';

/**
 * Records applied scripts as they are on disk: edits of white space or comments, new names, and what another tool
 * applied. Nothing is run, and the times of the application stay. Each is emitted as `recorded`.
 * Throws `bad-argument` for a script whose meaning has changed, or that was never applied; then none is recorded.
 */
export async function recordScripts(
  project: Project,
  versions: readonly number[],
  runtime: Runtime,
): Promise<{ recorded: readonly number[] }> {
  requireSqlite(project);
  requireFile(project.database);
  if (!project.history) throw refused('history is off, so nothing is recorded');
  return inTurn(project, runtime, async () => {
    const real = realDatabase(project.database);
    await recoverLocked(project, real, runtime);
    const status = readStatus(project, { openDatabase: true });
    const rows = recordedScripts(project, 'database');
    const scripts = versions.map((version) => recordable(version, status, rows));
    if (scripts.length === 0) return { recorded: [] };
    if (backsUp(project)) prune(project, [await writeBackup(project, runtime)], runtime);
    write(project, real, scripts, runtime);
    for (const { version, file, status } of scripts)
      runtime.emit({ type: 'recorded', version, file, was: status });
    return { recorded: versions };
  });
}

interface Recordable {
  readonly version: number;
  readonly file: string;
  /** As it was looked at: a backup is written before it is recorded, and the file may change meanwhile. */
  readonly script: string;
  readonly status: MigrationReport['status'];
}

function recordable(
  version: number,
  status: StatusReport,
  rows: ReadonlyMap<number, HistoryRow>,
): Recordable {
  const found = status.migrations.filter((migration) => migration.version === version);
  const [script] = found;
  if (script === undefined) throw refused(withoutScript(version, status));
  if (found.length > 1) throw refused(`${found.length} scripts have version ${version}`);
  const { file, path, status: state, kind } = script;
  const row = rows.get(version);
  if (state === 'unrecorded')
    return { version, file, script: readScript(path).recorded, status: state };
  if (row === undefined || kind === null || version < 1)
    throw refused(`${file} is ${state}, and only an applied script can be recorded`);
  const { text, recorded } = readScript(path);
  const divergence = divergenceOf(row.script, text, kind);
  if (divergence !== null && !isHarmless(divergence))
    throw refused(
      `${file} differs in meaning from what was applied; undo the edit and write a new migration instead`,
    );
  return { version, file, script: recorded, status: state };
}

function withoutScript(version: number, status: StatusReport): string {
  const meant = meantToHave(version, invalidOf(status), status.convention);
  return meant === undefined
    ? `no script has version ${version}`
    : `the script of version ${version} cannot be used: ${meant.file}: ${meant.reason}`;
}

function refused(reason: string): MigrateError {
  return new MigrateError({
    code: 'bad-argument',
    argument: 'version',
    reason,
  });
}

function write(
  project: Project,
  real: string,
  scripts: readonly Recordable[],
  runtime: Runtime,
): void {
  const now = historyTime(runtime.now());
  try {
    using(openForWriting(real), (connection) => {
      connection.exec('BEGIN IMMEDIATE');
      const rows = readHistory(connection);
      for (const { version, file, script } of scripts)
        recordMigration(connection, {
          id: version,
          filename: file,
          script,
          startedAt: rows?.get(version)?.startedAt ?? now,
          finishedAt: rows?.get(version)?.finishedAt ?? now,
        });
      connection.exec('COMMIT');
    });
  } catch (error) {
    throw databaseFailure(error, project.database, BUSY_TIMEOUT);
  }
}
