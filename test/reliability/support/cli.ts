import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRecord } from '../../../src/core/backup/guard.ts';
import { endProcesses } from '../../../src/core/backup/livingScript.ts';
import { ended } from '../../support/process.ts';

/** The command line as it is shipped. `npm test` builds it first; FASTMIGRATE_CLI names another. */
const CLI =
  process.env['FASTMIGRATE_CLI'] ?? join(resolve(import.meta.dirname, '../../..'), 'dist/cli.js');

export interface Answer {
  readonly code: number | null;
  readonly signal: string | null;
  readonly json: Readonly<Record<string, unknown>>;
  readonly err: string;
}

/** Starts `fastmigrate ARGS --json` in a folder, as the leader of a process group of its own. */
export function start(
  cwd: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  return spawn(process.execPath, [CLI, ...args, '--json'], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
}

/** Runs a command to its end. */
export async function run(
  cwd: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Answer> {
  return answer(start(cwd, args, options));
}

/** Waits for the end of a command and parses the document that it printed, if any. */
export async function answer(child: ChildProcess): Promise<Answer> {
  const { code, signal, out, err } = await ended(child);
  const json: unknown = out === '' ? {} : JSON.parse(out);
  if (typeof json !== 'object' || json === null) throw new Error(`no document: ${out}`);
  return { code, signal, err, json: { ...json } };
}

/** The code of the error in an answer, or undefined. */
export function errorCode({ json }: Answer): unknown {
  const { error } = json;
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** Kills a command and waits until it is gone. What it started lives on. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Kills a command and the script that it runs on a database, which is in a process group of its own. */
export async function killWithScript(child: ChildProcess, database: string): Promise<void> {
  await kill(child);
  const trace = readRecord(database)?.trace;
  if (trace === undefined) return;
  // A process that was just being started cannot be told from others for a moment.
  for (const started = performance.now(); performance.now() - started < 250; await sleep(25))
    await endProcesses(trace);
}

/** Does `body` for each number below `count`, a few at a time. */
export async function inParallel(
  count: number,
  body: (index: number) => Promise<void>,
  lanes = 3,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await body(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
