import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { MigrateError } from '../core/errors.ts';
import type { FleetOptions } from '../core/fleet/fleet.ts';
import type { SharedOptions } from './options.ts';

/** Options of a command that works on several databases. */
export interface FleetFlags extends SharedOptions {
  readonly jobs?: number;
  readonly report?: string;
  readonly each?: boolean;
  readonly canary?: number;
  readonly onFailure?: 'stop' | 'continue';
}

/** Adds the options for several databases. */
export function addFleet(command: Command): Command {
  return command
    .option('--jobs <n>', 'several databases: how many at a time (default: one a core)', parseCount)
    .option('--report <file>', 'several databases: write one line of JSON for each, as it is done')
    .addOption(
      new Option('--each', 'several databases: print a row for each, as it is done').conflicts(
        'json',
      ),
    );
}

/** Adds the options for a run on several databases. */
export function addFleetRun(command: Command): Command {
  return addFleet(command)
    .option(
      '--canary <n>',
      'several databases: how many are tried alone first; a failure stops the run (default: 1)',
      parseNumber,
    )
    .addOption(
      new Option(
        '--on-failure <what>',
        'several databases: what to do after a failure (default: stop)',
      ).choices(['stop', 'continue']),
    );
}

const FLAGS: Readonly<Record<string, string>> = {
  jobs: '--jobs',
  report: '--report',
  each: '--each',
  canary: '--canary',
  onFailure: '--on-failure',
};

/** The options for several databases among those that were given. */
export function fleetOptionsIn(options: object): readonly string[] {
  return givenIn(options).flatMap((key) => FLAGS[key] ?? []);
}

/**
 * Throws `bad-argument` for an option that means nothing for several databases. Such a one must not be passed over: it
 * may be what keeps the command from changing anything.
 */
export function requireOnly(flags: object, known: readonly string[]): void {
  const usual = ['db', 'migrations', 'config', 'name', 'wait', 'json', 'verbose'];
  const permitted = new Set([...usual, ...Object.keys(FLAGS), ...known]);
  const other = givenIn(flags).find((key) => !permitted.has(key));
  if (other === undefined) return;
  const argument = `--${other.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
  const reason = 'it works on one database only';
  throw new MigrateError({ code: 'bad-argument', argument, reason });
}

/** How the flags say that a fleet is worked through. */
export function fleetOptions({ jobs, canary, onFailure }: FleetFlags): FleetOptions {
  return {
    jobs: jobs ?? availableParallelism(),
    canary: canary ?? 1,
    onFailure: onFailure ?? 'stop',
  };
}

function givenIn(options: object): readonly string[] {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([key]) => key);
}

function parseNumber(text: string): number {
  if (!/^\d{1,6}$/u.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,2}$/u.test(text))
    throw new InvalidArgumentError('It is a whole number from 1 to 999.');
  return Number(text);
}
