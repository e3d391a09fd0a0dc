import { existsSync, readFileSync, statSync } from 'node:fs';
import type { BackupInfo } from '../core/backup/backupFile.ts';
import { listBackups } from '../core/backup/list.ts';
import { MigrateError } from '../core/errors.ts';
import type { HistoryRow } from '../core/migration/history.ts';
import { recordedScripts } from '../core/migration/historySource.ts';
import type { ScriptSource } from '../core/migration/historySource.ts';
import type { MigrationReport, StatusReport } from '../core/migration/report.ts';
import { readStatus } from '../core/migration/status.ts';
import { displayPath } from '../core/project/discover.ts';
import { age, backupList, size } from './backupText.ts';
import type { Context } from './host.ts';
import { lineDiff } from './lineDiff.ts';
import { ask } from './prompt.ts';
import { visible } from './visible.ts';

/** What a person chose to put back. */
export type RestoreChoice =
  | { readonly kind: 'backup'; readonly file: string }
  | { readonly kind: 'reference'; readonly file: string }
  | { readonly kind: 'scripts'; readonly source: ScriptSource };

/** Lines of one script that are shown. */
const SHOWN = 40;

/** A script that one of the records has otherwise. */
interface Deviant {
  readonly report: MigrationReport;
  readonly source: ScriptSource;
}

/**
 * Lists the scripts that are not as they were recorded, with what differs, the reference and the backups, and asks which
 * is to be put back. Null for none. Throws `not-a-backup` where there is nothing to choose from.
 */
export async function chooseRestore(context: Context): Promise<RestoreChoice | null> {
  const { project, terminal, runtime } = context;
  const status = readStatus(project, { openDatabase: true, drift: false });
  const deviants = deviantsOf(status);
  const backups = listBackups(project, runtime);
  const reference = status.reference?.file;
  if (backups.length === 0 && reference === undefined && deviants.length === 0)
    throw new MigrateError({
      code: 'not-a-backup',
      file: project.database,
      reason: 'it has no backup yet',
    });
  if (deviants.length > 0) terminal.err(`${status.state}\n${deviantText(context, deviants)}`);
  terminal.err(backupList(backups, runtime.cwd, runtime.now()));
  const sources = new Set(deviants.map(({ source }) => source));
  const keys = [
    ...(backups.length === 0 ? [] : [backups.length === 1 ? '1' : `1-${backups.length}`]),
    ...(reference === undefined ? [] : ['r']),
    ...(sources.has('reference') ? ['s'] : []),
    ...(sources.has('database') ? ['d'] : []),
  ];
  terminal.err(otherChoices(context, reference, sources));
  return chosen(
    await ask(`Put which one back? [${keys.join(', ')}, Enter for none] `),
    backups,
    reference,
    sources,
  );
}

function chosen(
  answer: string,
  backups: readonly BackupInfo[],
  reference: string | undefined,
  sources: ReadonlySet<ScriptSource>,
): RestoreChoice | null {
  if (answer === 'r' && reference !== undefined) return { kind: 'reference', file: reference };
  if (answer === 's' && sources.has('reference')) return { kind: 'scripts', source: 'reference' };
  if (answer === 'd' && sources.has('database')) return { kind: 'scripts', source: 'database' };
  const backup = /^\d+$/u.test(answer) ? backups[Number(answer) - 1] : undefined;
  return backup === undefined ? null : { kind: 'backup', file: backup.file };
}

/** What the reference has otherwise counts before what the database has. */
function deviantsOf({ migrations }: StatusReport): readonly Deviant[] {
  return migrations.flatMap((report): Deviant[] => {
    if (report.status === 'conflicted') return [{ report, source: 'reference' }];
    const local = report.status === 'diverged' || report.status === 'missing';
    return local ? [{ report, source: 'database' }] : [];
  });
}

function deviantText(context: Context, deviants: readonly Deviant[]): string {
  const records = new Map<ScriptSource, ReadonlyMap<number, HistoryRow>>();
  const texts = deviants.map(({ report, source }) => {
    const rows = records.get(source) ?? recordedScripts(context.project, source);
    records.set(source, rows);
    const head = `${visible(report.file)}  ${report.status}  ${visible(report.detail ?? '')}`;
    const recorded = rows.get(report.version ?? 0)?.script ?? '';
    return `\n  ${head.trimEnd()}\n${contentText(context, report.path, recorded, source)}`;
  });
  return `${texts.join('')}\n`;
}

/** What a script holds now against what was recorded; nothing where only the name is another. */
function contentText(
  { terminal }: Context,
  path: string,
  recorded: string,
  source: ScriptSource,
): string {
  const lines = lineDiff(recorded, existsSync(path) ? readFileSync(path, 'utf8') : '');
  if (lines.every(({ mark }) => mark === ' ')) return '';
  const shown = lines.slice(0, SHOWN).map(({ mark, line }) => {
    const text = `${mark} ${visible(line)}`;
    if (mark === ' ') return `    ${text}\n`;
    return `    ${terminal.styleErr(mark === '-' ? 'red' : 'green', text)}\n`;
  });
  const more = lines.length > SHOWN ? `      and ${lines.length - SHOWN} more lines\n` : '';
  return `    - as the ${source} recorded it, + as the file is\n${shown.join('')}${more}`;
}

function otherChoices(
  { runtime }: Context,
  reference: string | undefined,
  sources: ReadonlySet<ScriptSource>,
): string {
  const lines: string[] = [];
  if (reference !== undefined) {
    const { size: bytes, mtimeMs } = statSync(reference);
    const name = visible(displayPath(reference, runtime.cwd));
    lines.push(
      `r  the reference ${name}  ${size(bytes)}  ${age(runtime.now().getTime() - mtimeMs)}`,
    );
  }
  const saved = 'what they replace is saved';
  if (sources.has('reference'))
    lines.push(`s  the scripts above, as the reference recorded them; ${saved}`);
  if (sources.has('database'))
    lines.push(`d  the scripts above, as the database recorded them; ${saved}`);
  return lines.map((line) => `  ${line}\n`).join('');
}
