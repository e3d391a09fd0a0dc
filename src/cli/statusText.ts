import type {
  BackendInfo,
  MigrationReport,
  MigrationStatus,
  ProjectState,
  ReferenceStatus,
  StatusReport,
} from '../core/migration/report.ts';
import type { InterruptedRun } from '../core/backup/guard.ts';
import { errorText } from './errors.ts';
import { displayPath } from '../core/project/discover.ts';
import { divergedStep, skippedStep } from './nextStep.ts';
import type { Style, Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/** Symbol and colour of a status. */
export const MARKS: Readonly<Record<MigrationStatus, readonly [symbol: string, style: Style]>> = {
  applied: ['✓', 'green'],
  unrecorded: ['✓', 'dim'],
  pending: ['○', 'cyan'],
  skipped: ['↷', 'yellow'],
  diverged: ['≠', 'red'],
  missing: ['−', 'red'],
  conflicted: ['≠', 'red'],
  invalid: ['✗', 'red'],
  unknown: ['?', 'dim'],
};

const STATE_STYLES: Readonly<Record<ProjectState, Style>> = {
  ABSENT: 'yellow',
  UNVERSIONED: 'yellow',
  ERROR: 'red',
  CONFLICTED: 'red',
  DIVERGED: 'red',
  PENDING: 'cyan',
  DRIFT: 'yellow',
  CURRENT: 'green',
};

/** A status for people: state, one line per migration, problems, and what to do next. */
export function statusText(
  report: StatusReport,
  cwd: string,
  terminal: Terminal,
  repeat: string,
): string {
  const blocks = [
    header(report, cwd, terminal),
    rows(report, terminal),
    driftText(report, terminal),
    problems(report, cwd, terminal),
    `${nextStep(report, repeat)}\n`,
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

function header(report: StatusReport, cwd: string, terminal: Terminal): string {
  const state = terminal.style(STATE_STYLES[report.state], report.state);
  const database = terminal.style('bold', visible(displayPath(report.database, cwd)));
  return `${state}  ${database}  ${versionText(report)}\n${backendLines(report, cwd)}${referenceLine(report, cwd)}`;
}

/** What stands in for SQLite, and what cannot be had there. */
function backendLines({ backend }: StatusReport, cwd: string): string {
  if (backend === undefined) return '';
  const file = visible(displayPath(backend.file, cwd));
  const missing = backend.missing.map((each) => MISSING[each]);
  const cannot = missing.length === 0 ? '' : `Cannot be had: ${missing.join(', ')}\n`;
  return `Backend ${visible(backend.name)}, through ${file}\n${cannot}`;
}

const MISSING: Readonly<Record<BackendInfo['missing'][number], string>> = {
  history: 'history (edits of applied scripts go unnoticed)',
  transaction: 'transactions (a failed script leaves what it did before)',
  lock: 'a lock (two runners at once may run the same script)',
  backup: 'backups',
  rehearsal: 'rehearsal',
};

function referenceLine({ reference }: StatusReport, cwd: string): string {
  if (reference === undefined) return '';
  const version = reference.version === null ? 'without a version' : `version ${reference.version}`;
  return `Reference ${visible(displayPath(reference.file, cwd))}  ${version}, of ${reference.createdAt.slice(0, 16).replace('T', ' ')} UTC\n`;
}

function versionText(report: StatusReport): string {
  if (report.state === 'ABSENT') return 'no file';
  if (report.version === null)
    return report.state === 'UNVERSIONED' ? 'no version' : 'version unknown';
  if (report.latest > report.version) return `version ${report.version} of ${report.latest}`;
  return `version ${report.version}`;
}

/** Where there is a reference, each script has a letter for it and one for the working database. */
function rows(report: StatusReport, terminal: Terminal): string {
  const widths = {
    file: widest(report.migrations.map(({ file }) => visible(file).length)),
    status: widest(report.migrations.map(({ status }) => status.length)),
  };
  const lines = report.migrations
    .map((migration) => row(migration, report, widths, terminal))
    .join('');
  if (report.reference === undefined || lines === '') return lines;
  const legend =
    '  R L M  reference, local, model: P pending, C conflicted, D diverged, X gone, blank the same';
  return `${terminal.style('dim', legend)}\n${lines}`;
}

/** The letters of one migration. The third is for what the models say, which only the schema's state tells. */
function columns(migration: MigrationReport, terminal: Terminal): string {
  const reference = REFERENCE_LETTERS[migration.reference ?? 'recorded'];
  const local = localLetter(migration);
  return `${terminal.style(reference === 'P' ? 'green' : 'red', reference)} ${terminal.style(local === 'P' ? 'cyan' : 'red', local)}  `;
}

const REFERENCE_LETTERS: Readonly<Record<ReferenceStatus, string>> = {
  recorded: ' ',
  pending: 'P',
  conflicted: 'C',
  missing: 'C',
};

function localLetter({ status, divergence, appliedAt, reference }: MigrationReport): string {
  if (status === 'missing' || (reference === 'missing' && appliedAt !== undefined)) return 'X';
  if (divergence !== undefined) return 'D';
  const waits = status === 'pending' || status === 'skipped';
  return waits || (status === 'conflicted' && appliedAt === undefined) ? 'P' : ' ';
}

function widest(lengths: readonly number[]): number {
  return lengths.reduce((most, length) => Math.max(most, length), 0);
}

function row(
  migration: MigrationReport,
  report: StatusReport,
  widths: { readonly file: number; readonly status: number },
  terminal: Terminal,
): string {
  const [symbol, style] = MARKS[migration.status];
  const detail =
    migration.detail === undefined ? '' : terminal.style('dim', `  ${visible(migration.detail)}`);
  const status = detail === '' ? migration.status : migration.status.padEnd(widths.status);
  const mark =
    report.reference === undefined ? terminal.style(style, symbol) : columns(migration, terminal);
  return `  ${mark} ${visible(migration.file).padEnd(widths.file)}  ${terminal.style(style, status)}${detail}\n`;
}

/** One line for each difference between the database and the desired schema. */
function driftText({ drift }: StatusReport, terminal: Terminal): string {
  if (drift === undefined || drift.changes.length === 0) return '';
  const mark = terminal.style('yellow', '≠');
  const lines = drift.changes.map((change) => `  ${mark} ${visible(change)}\n`);
  const count = drift.candidates;
  const rename = `  ${count} of them may be ${count === 1 ? 'a rename' : 'renames'}\n`;
  return [
    `To be as in ${visible(drift.source)}:\n`,
    ...lines,
    ...(count === 0 ? [] : [terminal.style('dim', rename)]),
  ].join('');
}

function problems(report: StatusReport, cwd: string, terminal: Terminal): string {
  const interrupted =
    report.interrupted === undefined
      ? []
      : [
          `${terminal.style('yellow', 'interrupted:')} ${visible(interruptedText(report.interrupted))}\n`,
        ];
  const errors = report.errors.map((error) => errorText(error, cwd, terminal.style));
  const warnings = report.warnings.map(
    (text) => `${terminal.style('yellow', 'warning:')} ${visible(text)}\n`,
  );
  return [...interrupted, ...errors, ...warnings].join('');
}

function interruptedText({ file, stillRunning }: InterruptedRun): string {
  return stillRunning === undefined
    ? `a run was cut off in ${file}; the database may hold a part of what it does`
    : `a run was cut off in ${file}, and the script is still running`;
}

/** One sentence: the action that brings the project to CURRENT. */
export function nextStep(report: StatusReport, repeat: string): string {
  const command = (words: string): string => `fastmigrate ${words}${repeat}`;
  if (report.interrupted?.stillRunning !== undefined)
    return `Next: wait until ${visible(report.interrupted.file)} has ended (process ${visible(report.interrupted.stillRunning.join(', '))}), or end it, then ${command('run')}`;
  if (report.interrupted !== undefined)
    return `Next: ${command('run')} (puts the snapshot of an interrupted run back first)`;
  switch (report.state) {
    case 'ABSENT':
      return `Next: ${command('create')}`;
    case 'UNVERSIONED':
      if (report.backend !== undefined)
        return `Next: ${command('run')}, or ${command('baseline N')} if the database has what the scripts up to N make`;
      return `Next: ${command('enroll')}, or ${command('baseline N')} if the scripts up to N describe it already`;
    case 'ERROR':
      return 'Next: correct the problems above';
    case 'CONFLICTED':
      return `Next: ${command('restore --scripts --ref')}, or ${command('renumber FILE')} for a script of yours that is not applied yet`;
    case 'DIVERGED':
      return divergedStep(report, command);
    case 'PENDING':
      return report.migrations.some(({ status }) => status === 'skipped')
        ? skippedStep(report, command)
        : `Next: ${command('run')}`;
    case 'DRIFT':
      return `Next: ${command('generate')}`;
    case 'CURRENT':
      return 'Nothing to do';
  }
}
