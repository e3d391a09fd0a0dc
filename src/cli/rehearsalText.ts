import { displayPath } from '../core/project/discover.ts';
import type { RehearsalReport, RehearsedMigration } from '../core/rehearse/report.ts';
import { basisText, durationText, lockedText, rowsText, verdict } from '../core/rehearse/words.ts';
import { violationText } from '../core/violationText.ts';
import type { Style, Terminal } from './terminal.ts';
import { visible } from './visible.ts';

const MARKS: Readonly<
  Record<RehearsedMigration['result'], readonly [symbol: string, style: Style]>
> = {
  passed: ['✓', 'green'],
  failed: ['✗', 'red'],
  'not-run': ['○', 'dim'],
};

/** The report of a rehearsal for people: what each migration did to the copy, then what came of it. */
export function rehearsalText(report: RehearsalReport, cwd: string, terminal: Terminal): string {
  const { migrations, foreignKeys, integrity, from, to } = report;
  const name = visible(displayPath(report.database, cwd));
  if (!report.ok && migrations.length === 0) return '';
  if (migrations.length === 0) return `Nothing is pending: ${name} is at version ${report.to}\n`;
  const width = Math.max(...migrations.map(({ file }) => visible(file).length));
  const orphans = foreignKeys.new.map((violation) => {
    const { table, parent, rows, mismatch } = violation;
    if (mismatch === true) return violationText(violation);
    return `${table}: ${rows} row${rows === 1 ? '' : 's'} would have no parent in ${parent}`;
  });
  const faults = integrity === null || integrity === 'ok' ? [] : integrity;
  const old = foreignKeys.old > 0 ? [`rows that had no parent before: ${foreignKeys.old}`] : [];
  const versions = from === to ? `version ${from}` : `version ${from} → ${to}`;
  return [
    report.basis === 'none'
      ? `Would run on ${name}, in this order:\n`
      : `Rehearsed on ${basisText(report, name)}\n`,
    ...migrations.map((migration) => row(migration, width, terminal)),
    ...[...orphans, ...faults, ...old].map((line) => `  ${visible(line)}\n`),
    `${verdict(report)}, ${versions}; ${report.basis === 'transaction' ? 'nothing of it is left' : `${name} itself was not changed`}\n`.replace(
      /^./u,
      (first) => first.toUpperCase(),
    ),
  ].join('');
}

function row(migration: RehearsedMigration, width: number, terminal: Terminal): string {
  const { file, result, durationMs, lockedMs, tables, schema } = migration;
  const [symbol, style] = MARKS[result];
  const locked = lockedMs === null ? '' : `, ${lockedText(migration)} under lock`;
  const said =
    result === 'passed' ? `${durationText(durationMs)}${locked}` : result.replace('-', ' ');
  const details = [
    ...(schema?.changes ?? []),
    ...tables.map((each) => `${each.table}: ${rowsText(each)}`),
  ];
  return [
    `  ${terminal.style(style, symbol)} ${visible(file).padEnd(width)}  ${terminal.style('dim', said)}\n`,
    ...details.map((line) => `      ${visible(line)}\n`),
  ].join('');
}
