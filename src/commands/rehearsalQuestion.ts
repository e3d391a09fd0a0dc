import path from 'node:path';
import type { MigrationReport } from '../core/migration/report.ts';
import type { Question } from '../host/notify.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { counted } from '../host/quantities.ts';

const LISTED = 12;

/** What is asked before a rehearsal, or undefined where it can harm nothing. */
export function rehearsalQuestion(
  { project, status }: ProjectEntry,
  scripts: readonly MigrationReport[],
): Question | undefined {
  const name = path.basename(project.database);
  if (status?.backend === undefined) return programsQuestion(name, scripts);
  // Then they are listed and not run.
  if (status.backend.missing.includes('rehearsal')) return undefined;
  return {
    title: `Rehearse ${scripts.length === 0 ? 'migrations' : counted(scripts.length, 'migration')} on ${name}?`,
    detail: [
      `There are copies of SQLite files only. The scripts run on the database itself, in one transaction that is rolled back at the end.`,
      '',
      'Other programs wait for what it locks meanwhile, and numbers taken from sequences do not come back.',
    ].join('\n'),
    verbs: ['Rehearse'],
  };
}

/** A program can do more than change the copy, so somebody has to want it. */
function programsQuestion(name: string, scripts: readonly MigrationReport[]): Question | undefined {
  const programs = scripts.filter(({ kind }) => kind !== 'sql').map(({ file }) => file);
  if (programs.length === 0) return undefined;
  const rest = programs.length - LISTED;
  return {
    title: `Run ${counted(programs.length, 'script')} to rehearse the migrations?`,
    detail: [
      ...programs.slice(0, LISTED).map((file) => `• ${file}`),
      ...(rest > 0 ? [`and ${rest} more`] : []),
      '',
      `They are programs. They get a copy of ${name}, but what they do elsewhere is real.`,
    ].join('\n'),
    verbs: ['Run Scripts'],
  };
}
