import type { FleetReport } from '../core/fleet/fleet.ts';
import type { MigrationReport, MigrationStatus } from '../core/migration/report.ts';
import { counted } from '../host/quantities.ts';
import { isTrusted } from '../host/trust.ts';
import {
  driftOf,
  failedDatabases,
  isFreshBackend,
  hasTwin,
  isVersionKnown,
  lacksOnlyFolder,
  pendingDatabases,
  pendingScripts,
  troubleCount,
  type ProjectEntry,
} from '../host/projectEntry.ts';

/** What a row or badge shows: a status, or one of the things that only the editor knows. */
export type Look = MigrationStatus | 'running' | 'failed';

/** How a script looks now. */
export function lookOf(entry: ProjectEntry, migration: MigrationReport): Look {
  if (entry.running?.file === migration.file) return 'running';
  if (entry.running?.done.has(migration.file) === true) return 'applied';
  if (migration.status !== 'pending') return migration.status;
  if (!isVersionKnown(entry)) return 'unknown';
  return isFailed(entry, migration) ? 'failed' : 'pending';
}

/** Whether this script is the one that the last run stopped at. */
export function isFailed(entry: ProjectEntry, migration: MigrationReport): boolean {
  const file = entry.failure?.file;
  return file !== undefined && file.split(/[\\/]/).at(-1) === migration.file;
}

/** Whether a run would begin with this script. */
export function isNext(entry: ProjectEntry, migration: MigrationReport): boolean {
  return pendingScripts(entry)[0]?.file === migration.file;
}

/** The words beside a script's name. */
export function describeScript(entry: ProjectEntry, migration: MigrationReport): string {
  const words = statusWords(entry, migration);
  // Until production has it, a script that was applied here is still on its way.
  const ahead = migration.status === 'applied' && migration.reference === 'pending';
  return ahead ? `${words} · not in the reference yet` : words;
}

/** What the status means for the one who reads its detail, for tooltips; undefined where those say it all. */
export function explainScript(migration: MigrationReport): string | undefined {
  switch (migration.status) {
    case 'unrecorded':
      return 'Its text cannot be compared. Record it to have it checked from now on.';
    case 'skipped':
      return 'No run would apply it as it is.';
    case 'diverged':
      return explainDivergence(migration);
    case 'conflicted':
      return 'Production applied something else under this number. Restore the script from the reference, or renumber this one if it was not applied.';
    case 'missing':
      return 'Restore the script from the database.';
    case 'pending':
      return migration.declarative === true
        ? 'It is applied again whenever it changes, after the numbered scripts.'
        : undefined;
    case 'unknown':
      return 'Whether it was applied is not known, because the database was not read.';
    case 'applied':
    case 'invalid':
      return undefined;
  }
}

function explainDivergence({ divergence }: MigrationReport): string {
  switch (divergence ?? 'meaning') {
    case 'format':
    case 'comments':
      return 'It still does the same. Record it as it is, or restore the script.';
    case 'name':
      return 'It was applied under another name. Record it as it is, or restore the script.';
    case 'meaning':
      return 'The database holds what was applied, not this. Make a follow-up migration of the edit and restore the script, or restore the database and run it anew.';
  }
}

function statusWords(entry: ProjectEntry, migration: MigrationReport): string {
  const look = lookOf(entry, migration);
  switch (look) {
    case 'running':
      return 'running…';
    case 'failed':
      return 'failed';
    case 'unknown':
      return '';
    case 'pending':
      if (migration.declarative === true && migration.appliedAt !== undefined)
        return 'pending · changed';
      return isNext(entry, migration) ? 'pending · next' : 'pending';
    case 'unrecorded':
      return 'applied · not verified';
    case 'skipped':
      return 'skipped · merged late';
    case 'diverged':
      return `diverged${divergenceWords(migration)}`;
    case 'conflicted':
      return migration.reference === 'missing'
        ? 'conflicted · file missing'
        : 'conflicted · differs from reference';
    case 'missing':
      return 'missing · file gone';
    case 'invalid':
      return `invalid${faultWords(entry, migration)}`;
    case 'applied':
      return look;
  }
}

function faultWords(entry: ProjectEntry, migration: MigrationReport): string {
  // Without a kind, the name was not understood; with one, the file may be unreadable.
  if (migration.kind === null) return ' · name';
  return hasTwin(entry, migration) ? ' · number taken twice' : ' · not readable';
}

/** One line on a project: `v6 of 9 · 3 pending`. */
export function describeProject(entry: ProjectEntry): string {
  if (entry.running !== undefined) return `${entry.running.title.toLowerCase()}…`;
  if (entry.problem !== undefined) return problemWords(entry.problem.code);
  if (entry.fleet !== undefined) return describeFleet(entry, entry.fleet);
  const { status } = entry;
  if (status === undefined)
    return entry.project.fleet === undefined ? 'reading…' : 'several databases';
  if (status.state === 'ABSENT') return 'not created yet';
  if (status.state === 'UNVERSIONED')
    return isFreshBackend(status)
      ? `no version record · ${pendingScripts(entry).length} pending`
      : 'no version record';
  if (status.version === null)
    return status.errors[0] === undefined ? '' : problemWords(status.errors[0].code);
  const parts = [
    status.latest > status.version
      ? `v${status.version} of ${status.latest}`
      : `v${status.version}`,
  ];
  const pending = pendingScripts(entry).length;
  if (pending > 0) parts.push(`${pending} pending`);
  const others = troubleCount(entry);
  if (others > 0) parts.push(counted(others, 'problem'));
  const drift = driftOf(entry);
  if (drift !== undefined) parts.push(`schema differs: ${counted(drift.changes.length, 'change')}`);
  if (status.errors.some(({ code }) => isAboutDesired(code))) parts.push(UNLOADED);
  if (entry.failure !== undefined) parts.push('last run failed');
  return parts.join(' · ');
}

const UNLOADED = 'desired schema not loaded';

function isAboutDesired(code: string): boolean {
  return code === 'schema-failed' || code === 'schema-source-failed';
}

/** `9,990 at v7 · 10 at v6 · 10 behind · 2 failing`: the versions of the most, what is left to do, and what is wrong. */
function describeFleet(entry: ProjectEntry, { summary, groups }: FleetReport): string {
  const count = (value: number): string => value.toLocaleString('en');
  const known = groups.filter(({ version }) => version !== null);
  const named = known.slice(0, MOST);
  const parts = named.map((group) => `${count(group.count)} at v${group.version}`);
  const rest = known.slice(MOST).reduce((sum, group) => sum + group.count, 0);
  if (rest > 0) parts.push(`${count(rest)} at others`);
  const behind = pendingDatabases(entry);
  if (behind > 0) parts.push(`${count(behind)} behind`);
  const failing = Math.max(summary.failed, failedDatabases(entry).length);
  if (failing > 0) parts.push(`${count(failing)} failing`);
  return parts.join(' · ');
}

/** Versions that a row has room for. */
const MOST = 3;

/** Short words for a failure code, for a row's description. */
export function problemWords(code: string): string {
  switch (code) {
    case 'not-a-database':
      return 'not a database';
    case 'bad-version-record':
      return 'unusable version record';
    case 'busy':
      return 'locked by another program';
    case 'bad-backend':
      return 'hooks cannot be used';
    case 'backend-failed':
      return 'cannot be reached';
    case 'no-migrations-folder':
      return 'no migrations folder';
    case 'engine':
      return 'engine not available';
    case 'schema-failed':
    case 'schema-source-failed':
      return UNLOADED;
    case 'invalid-migration':
    case 'duplicate-version':
    case 'version-gap':
      return 'problem with script names';
    default:
      return 'cannot be read';
  }
}

/** What screen readers say of a script. */
export function spokenScript(entry: ProjectEntry, migration: MigrationReport): string {
  const words = describeScript(entry, migration).replaceAll(' · ', ', ');
  return words === '' ? migration.file : `${migration.file}, ${words}`;
}

/** What screen readers say after a project's name. */
export function spokenProject(entry: ProjectEntry): string {
  const words = [isTrusted() ? '' : 'restricted', describeProject(entry)];
  return words
    .filter((each) => each !== '')
    .join(', ')
    .replaceAll(' · ', ', ');
}

/** Whether something is wrong that pending scripts alone do not explain. */
export function inTrouble(entry: ProjectEntry): boolean {
  if (entry.failure !== undefined || entry.problem !== undefined) return true;
  if (entry.fleet !== undefined) return failedDatabases(entry).length > 0;
  const state = entry.status?.state;
  return (
    (state === 'ERROR' && !lacksOnlyFolder(entry)) ||
    state === 'DIVERGED' ||
    state === 'CONFLICTED' ||
    entry.status?.interrupted !== undefined
  );
}

function divergenceWords(migration: MigrationReport): string {
  switch (migration.divergence ?? 'meaning') {
    case 'name':
      return ' · renamed';
    case 'format':
      return ' · format only';
    case 'comments':
      return ' · comments only';
    case 'meaning':
      return '';
  }
}
