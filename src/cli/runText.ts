import type { MigrationResult, RunReport } from '../core/migration/report.ts';
import { displayPath } from '../core/project/discover.ts';
import type { Style, Terminal } from './terminal.ts';
import { visible } from './visible.ts';

const MARKS: Readonly<Record<MigrationResult['result'], readonly [symbol: string, style: Style]>> =
  {
    applied: ['✓', 'green'],
    failed: ['✗', 'red'],
    'not-run': ['○', 'dim'],
  };

/** The report of a run for people: one line per migration, then what the database came to. */
export function runText(
  report: RunReport,
  database: string,
  cwd: string,
  terminal: Terminal,
): string {
  const width = Math.max(
    0,
    ...report.migrations.map((migration) => visible(migration.file).length),
  );
  const rows = report.migrations.map((migration) => row(migration, width, terminal));
  const backup =
    report.backup === undefined ? [] : [`Backup: ${visible(displayPath(report.backup, cwd))}\n`];
  const reached = report.migrations.length > 0 || report.ok;
  return [
    ...backup,
    ...rows,
    ...(reached ? [summary(report, visible(displayPath(database, cwd)))] : []),
  ].join('');
}

function row(
  { file, result, durationMs }: MigrationResult,
  width: number,
  terminal: Terminal,
): string {
  const [symbol, style] = MARKS[result];
  const said = result === 'applied' ? duration(durationMs) : result.replace('-', ' ');
  return `  ${terminal.style(style, symbol)} ${visible(file).padEnd(width)}  ${terminal.style('dim', said)}\n`;
}

function summary({ ok, from, to, migrations }: RunReport, database: string): string {
  const applied = migrations.filter((migration) => migration.result === 'applied').length;
  if (ok && migrations.length === 0) return `${database} is at version ${to}, nothing to run\n`;
  if (applied === 0) return `${database} stays at version ${to}\n`;
  // Scripts without numbers leave the version as it is.
  const version = from === to ? to : `${from} → ${to}`;
  return `${database}: version ${version}, ${applied} migration${applied === 1 ? '' : 's'} applied\n`;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
