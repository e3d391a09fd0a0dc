import type { RehearsalReport, RehearsedMigration, TableRows } from './report.ts';

/** What came of a rehearsal, as one sentence without a full stop. */
export function verdict({ ok, basis, migrations, integrity, error }: RehearsalReport): string {
  const count = (wanted: RehearsedMigration['result']): number =>
    migrations.filter(({ result }) => result === wanted).length;
  if (!ok && migrations.length === 0) return 'nothing was rehearsed';
  if (migrations.length === 0) return 'nothing is pending';
  if (error === undefined && integrity !== null && integrity !== 'ok')
    return 'the copy is damaged after the migrations';
  if (ok && basis === 'none')
    return `${migrations.length === 1 ? '1 migration' : `${migrations.length} migrations`} would run, none was tried`;
  if (ok && count('not-run') === 0)
    return `${migrations.length === 1 ? 'the migration passes' : `all ${migrations.length} migrations pass`}`;
  const left = count('not-run');
  return [
    `${count('passed')} passed`,
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
    ...(left > 0 ? [`${left} not run`] : []),
  ].join(', ');
}

/** What was rehearsed on, as words that follow "on". `name` is that of the database. */
export function basisText({ basis, size }: RehearsalReport, name: string): string {
  switch (basis) {
    case 'database':
      return `a copy of ${name} (${bytesText(size.before)})`;
    case 'snapshot':
      return `a copy of what ${name} was before the script that was cut off (${bytesText(size.before)})`;
    case 'reference':
      return `a copy of the reference of ${name} (${bytesText(size.before)})`;
    case 'empty':
      return `an empty database, since there is no ${name} yet`;
    case 'transaction':
      return `${name} itself, in a transaction that was rolled back`;
    case 'none':
      return 'nothing';
  }
}

/** How the rows of a table changed, without its name. */
export function rowsText({ before, after, deletedByCascade }: TableRows): string {
  if (before === null) return `new, ${rows(after ?? 0)}`;
  if (after === null) return `dropped with ${rows(before)}`;
  const cascade =
    deletedByCascade === undefined ? '' : `, ${deletedByCascade} deleted by ON DELETE CASCADE`;
  return `${before} → ${rows(after)}${cascade}`;
}

/** A time in milliseconds for people. */
export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** How long a migration kept others from writing. */
export function lockedText({ lockedMs }: RehearsedMigration): string {
  return lockedMs === null ? 'not known' : durationText(lockedMs);
}

/** A size for people, in units of 1024. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

function rows(count: number): string {
  return `${count} row${count === 1 ? '' : 's'}`;
}
