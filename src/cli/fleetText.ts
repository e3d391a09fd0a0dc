import { sep } from 'node:path';
import { displayPath } from '../core/project/discover.ts';
import type { FleetJob } from '../core/fleet/protocol.ts';
import type { FleetResult, FleetSummary } from '../core/fleet/fleetReport.ts';
import type { Context } from './host.ts';
import type { Style, Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/** What is printed beside the summary. */
export interface FleetTextOptions {
  readonly kind: FleetJob['kind'];
  /** The options that name the project, to repeat them. */
  readonly repeat: string;
}

/** The summary of a fleet for people: how many are at which version, then those that need attention. */
export function fleetText(
  summary: FleetSummary,
  context: Context,
  { kind, repeat }: FleetTextOptions,
): string {
  const blocks = [
    header(summary, context) + histogram(summary),
    failures(summary, context),
    outliers(summary, context),
    `${closing(summary, context, kind, repeat)}\n`,
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

function header(summary: FleetSummary, { project, runtime, terminal }: Context): string {
  const { state, databases, states = {} } = summary;
  const style: Style = summary.ok ? 'green' : summary.failed > 0 ? 'red' : 'cyan';
  const where =
    project.fleet === 'list' ? '' : ` of ${visible(displayPath(project.database, runtime.cwd))}`;
  const kinds = Object.entries(states).toSorted(([, a], [, b]) => b - a);
  const detail =
    kinds.length < 2
      ? ''
      : `  ${kinds.map(([name, count]) => `${number(count)} ${name}`).join(', ')}\n`;
  const title = terminal.style('bold', counted(databases) + where);
  return `${terminal.style(style, state)}  ${title}\n${detail}`;
}

/** The highest version first; what is not known last. */
function histogram({ versions, notRun }: FleetSummary): string {
  const rows = Object.entries(versions)
    .toSorted(([a], [b]) => rank(b) - rank(a))
    .map(
      ([version, count]) => [version === 'none' ? 'unknown' : `version ${version}`, count] as const,
    );
  const all = notRun === 0 ? rows : [...rows, ['not run', notRun] as const];
  const widths = [
    Math.max(...all.map(([name]) => name.length)),
    Math.max(...all.map(([, count]) => number(count).length)),
  ] as const;
  return all
    .map(([name, count]) => `  ${name.padEnd(widths[0])}  ${number(count).padStart(widths[1])}\n`)
    .join('');
}

function rank(version: string): number {
  return version === 'none' ? -1 : Number(version);
}

function failures({ failures: named, failed }: FleetSummary, context: Context): string {
  if (named.length === 0) return '';
  const mark = context.terminal.style('red', '✗');
  const rows = named.map((result) => `  ${mark} ${reasonOf(result, context)}\n`).join('');
  return `Failed:\n${rows}${more(failed - named.length, context.terminal)}`;
}

function reasonOf({ database, state, error }: FleetResult, { runtime: { cwd } }: Context): string {
  const name = visible(displayPath(database, cwd));
  if (error === undefined) return `${name}  ${state ?? ''}`;
  const { file, line, column = 1, message } = error;
  const place =
    file === undefined || line === undefined
      ? ''
      : `${visible(displayPath(file, cwd))}:${line}:${column}: `;
  return `${name}  ${place}${visible(message)}`;
}

function outliers(summary: FleetSummary, context: Context): string {
  const failed = new Set(summary.failures.map(({ database }) => database));
  const named = summary.outliers.filter(({ database }) => !failed.has(database));
  if (named.length === 0) return '';
  const rows = named.map(({ database, version }) => {
    const name = visible(displayPath(database, context.runtime.cwd));
    return `  ${name}  ${version === null ? 'version unknown' : `version ${version}`}\n`;
  });
  const rest = summary.outlierCount - summary.outliers.length;
  return `Not at the version of the most:\n${rows.join('')}${more(rest, context.terminal)}`;
}

function more(count: number, terminal: Terminal): string {
  return count > 0 ? `  ${terminal.style('dim', `and ${number(count)} more`)}\n` : '';
}

function closing(
  summary: FleetSummary,
  { runtime }: Context,
  kind: FleetJob['kind'],
  repeat: string,
): string {
  const { stopped, notRun, failed } = summary;
  const again = `fastmigrate ${kind}${repeat}`;
  // Only a run passes over what is done already: the next backup copies each database again.
  const rest = (words: string): string => (kind === 'run' ? `: it goes on ${words}` : '');
  if (stopped !== undefined)
    return `Stopped: ${visible(stopped.replace(`${runtime.cwd}${sep}`, ''))}. ${counted(notRun)} not run. Next: remove the cause, then ${again}${rest('where this one stopped')}`;
  if (kind !== 'status')
    return failed === 0
      ? 'Done'
      : `Next: remove the causes, then ${again}${rest('with those that are left')}`;
  if (failed > 0) return 'Next: correct the problems above';
  return summary.ok ? 'Nothing to do' : `Next: fastmigrate run${repeat}`;
}

function counted(count: number): string {
  return `${number(count)} database${count === 1 ? '' : 's'}`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
