import type { MigrationReport, StatusReport } from '../core/migration/report.ts';
import { shellWord } from './options.ts';
import { visible } from './visible.ts';

/** What to do about scripts that are not as they were applied. */
export function divergedStep(report: StatusReport, command: (words: string) => string): string {
  const renamed = report.migrations.filter(({ divergence }) => divergence === 'name');
  const others = report.migrations.some(
    ({ status, divergence }) => status === 'missing' || divergence === 'meaning',
  );
  if (!others)
    return `Next: ${command(`record ${renamed.map(({ version }) => version).join(' ')}`)} if the new names are right, or ${command('restore --scripts --from-db')} for the old ones`;
  const taken = report.migrations.filter(
    ({ divergence, appliedAs }) => divergence === 'meaning' && appliedAs !== undefined,
  );
  if (taken.length > 0)
    return `Next: ${command(`renumber ${fileWord(taken)}`)} where another script was applied under that number, then ${command('restore --scripts --from-db')} puts that one back`;
  if (report.migrations.every(({ divergence }) => divergence !== 'meaning'))
    return `Next: put the missing scripts back, from version control or with ${command('restore --scripts --from-db')}; or a backup from before them with ${command('restore')}`;
  const back =
    report.reference === undefined
      ? ''
      : `; or ${command('restore --ref')} to apply them anew as they are`;
  return `Next: put the text of the diverged scripts back (${command('restore --scripts --from-db')}) and write the change as a new script${back}`;
}

/** What to do about scripts that were merged late. */
export function skippedStep(report: StatusReport, command: (words: string) => string): string {
  const skipped = report.migrations.filter((migration) => migration.status === 'skipped');
  const names = skipped.map((migration) => visible(migration.file)).join(', ');
  const number = `a number above ${report.latest}`;
  const without = `or ${command('run --force')} to run what is pending without`;
  if (report.backend !== undefined) return `Next: give ${names} ${number}, ${without}`;
  const them = skipped.length === 1 ? 'it' : names;
  return `Next: ${command(`renumber ${fileWord(skipped)}`)} to give ${them} ${number}, ${without}`;
}

/** The one script as a word of a command, or what stands for each of several. */
function fileWord(migrations: readonly MigrationReport[]): string {
  const [first] = migrations;
  return first === undefined || migrations.length > 1 ? 'FILE' : shellWord(visible(first.file));
}
