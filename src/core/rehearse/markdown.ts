import { basename } from 'node:path';
import type { ErrorReport } from '../errors.ts';
import { block, code } from './markdownText.ts';
import type { RehearsalReport, RehearsedMigration } from './report.ts';
import { basisText, durationText, lockedText, rowsText, verdict } from './words.ts';

const MARKS: Readonly<Record<RehearsedMigration['result'], string>> = {
  passed: '✅ passed',
  failed: '❌ failed',
  'not-run': '⚪ not run',
};

/** Longest list that is written in full; comments of forges have a limit. */
const LISTED = 30;

/** The report of a rehearsal as Markdown, for a comment on a pull request or to be read in the editor. */
export function rehearsalMarkdown(report: RehearsalReport): string {
  const { migrations, warnings, error } = report;
  return [
    head(report),
    ...(migrations.length === 0 ? [] : [summary(migrations)]),
    ...(error === undefined ? [] : [errorSection(error)]),
    ...migrations.flatMap(section),
    ...faults(report),
    ...(warnings.length === 0 ? [] : [`### Warnings\n\n${list(warnings)}`]),
  ].join('\n');
}

function head(report: RehearsalReport): string {
  const { database, from, to } = report;
  const versions = from === to ? `version ${from}` : `version ${from} → ${to}`;
  const untried = report.migrations.some(({ result }) => result === 'not-run');
  const mark = report.ok ? (untried ? '⚪' : '✅') : '❌';
  const name = basename(database);
  // The name stands in code, so that nothing in it acts; the words around it are ours.
  const basis = basisText(report, '\0').replaceAll('\0', code(name));
  return `## Rehearsal of ${code(name)}\n\n${mark} **${capital(verdict(report))}**, ${versions}${report.basis === 'none' ? '' : `, on ${basis}`}. ${afterwards(report)}.\n`;
}

function afterwards({ basis }: RehearsalReport): string {
  return basis === 'transaction' ? 'Nothing of it is left' : 'The database itself was not changed';
}

function summary(migrations: readonly RehearsedMigration[]): string {
  const rows = migrations.map(
    (each) =>
      `| ${code(each.file)} | ${MARKS[each.result]} | ${each.result === 'not-run' ? '' : durationText(each.durationMs)} | ${each.result === 'not-run' ? '' : lockedText(each)} |\n`,
  );
  return `| Migration | Result | Time | Under lock |\n|---|---|---|---|\n${rows.join('')}`;
}

function section({ file, result, tables, schema }: RehearsedMigration): string[] {
  if (result !== 'passed' || (tables.length === 0 && schema === undefined)) return [];
  const rows = tables
    .slice(0, LISTED)
    .map((each) => `| ${code(each.table)} | ${rowsText(each)} |\n`);
  const rest = tables.length - LISTED;
  return [
    `### ${code(file)}\n`,
    ...(schema === undefined ? [] : [list(schema.changes)]),
    ...(rows.length === 0
      ? []
      : [
          `| Table | Rows |\n|---|---|\n${rows.join('')}${rest > 0 ? `| and ${rest} more | |\n` : ''}`,
        ]),
  ];
}

function errorSection({ file, line, column, message, statement }: ErrorReport): string {
  const place =
    file === undefined
      ? ''
      : `${basename(file)}${line === undefined ? '' : `:${line}:${column ?? 1}`}`;
  const where = place === '' ? '' : ` in ${code(place)}`;
  const sql = statement === undefined || statement === '' ? '' : `\n${block(statement, 'sql')}`;
  return `### Error${where}\n\n${block(message)}${sql}`;
}

function faults({ foreignKeys, integrity }: RehearsalReport): string[] {
  const orphans = foreignKeys.new.map(
    ({ table, parent, rows, mismatch }) =>
      `| ${code(table)} | ${code(parent)} | ${mismatch === true ? 'it has no such unique key' : rows} |\n`,
  );
  return [
    ...(orphans.length === 0
      ? []
      : [
          `### Rows that would be left without a parent\n\n| Table | Parent | Rows |\n|---|---|---|\n${orphans.join('')}`,
        ]),
    ...(foreignKeys.old > 0 ? [`Rows that had no parent before: ${foreignKeys.old}.\n`] : []),
    ...(integrity === null || integrity === 'ok'
      ? []
      : [`### Integrity check\n\n${list(integrity)}`]),
  ];
}

function list(lines: readonly string[]): string {
  const shown = lines.slice(0, LISTED).map((line) => `- ${code(line)}\n`);
  const rest = lines.length - LISTED;
  return `${shown.join('')}${rest > 0 ? `- and ${rest} more\n` : ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
