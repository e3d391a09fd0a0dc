import type { MigrationReport } from '../core/migration/report.ts';
import type { Question } from '../host/notify.ts';
import { versionAfter, type ProjectEntry } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';

const LISTED = 12;

/** What is asked before a run: names the database, the scripts, and whether a backup is written. */
export function runQuestion(
  entry: ProjectEntry,
  scripts: readonly MigrationReport[],
  backup: 'always' | 'prompt' | 'never' | 'absent' | 'impossible',
): Question {
  const { database } = entry.project;
  const name = database.split(/[\\/]/).at(-1) ?? database;
  const what = scripts.length === 0 ? 'migrations' : counted(scripts.length, 'migration');
  const verb = scripts.length === 0 ? 'Run' : `Run ${counted(scripts.length, 'Migration')}`;
  return {
    title: `Run ${what} on ${name}?`,
    detail: [...databaseLines(entry, scripts), '', ...scriptLines(scripts), '', BACKUP_LINE[backup]]
      .join('\n')
      .trim(),
    verbs: backup === 'prompt' ? ['Back Up and Run', 'Run without Backup'] : [verb],
  };
}

/** What is said of the scripts for which a run is refused. */
export function obstacleLines(scripts: readonly MigrationReport[]): string {
  const listed = scripts
    .slice(0, LISTED)
    .map(
      ({ file, status, detail }) =>
        `• ${file}: ${status}${detail === undefined ? '' : `, ${detail}`}`,
    );
  const rest = scripts.length - LISTED;
  return [...listed, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}

const BACKUP_LINE = {
  always: 'The database is backed up first.',
  prompt: 'The database can be backed up first.',
  never: 'No backup is written first: that is turned off in the settings.',
  impossible: 'No backup is written first: the backend has no hook for it.',
  absent: 'The database does not exist yet and is created first.',
};

function databaseLines(
  { project, status }: ProjectEntry,
  scripts: readonly MigrationReport[],
): readonly string[] {
  const last = versionAfter(scripts);
  const from = status?.version ?? 0;
  const change = last === undefined ? [] : [`Version: ${from} → ${last}`];
  return [`Database: ${project.database}`, ...change];
}

function scriptLines(scripts: readonly MigrationReport[]): readonly string[] {
  const listed = scripts.slice(0, LISTED).map(({ file }) => `• ${file}`);
  const rest = scripts.length - LISTED;
  return rest > 0 ? [...listed, `and ${rest} more`] : listed;
}
