import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processLabel } from '../database/lockHolders.ts';

/** Name of the environment variable by which the processes of a script are known, also those that it started. */
export const RUN_VARIABLE = 'FASTMIGRATE_RUN';

/** A script process as its record names it. */
export interface ScriptTrace {
  /** Value of `FASTMIGRATE_RUN` in its environment. */
  readonly run: string;
  /** Its path and its database, as they stand in its command line. */
  readonly arguments: readonly string[];
}

/** The processes of a script that go on although its runner has ended, such as `1234 (python3)`. */
export function livingProcesses(trace: ScriptTrace): readonly string[] {
  return processesOf(trace).map(processLabel);
}

/** Their numbers. Linux tells by the environment; elsewhere the command line has to do, which misses what a script started. */
export function processesOf(trace: ScriptTrace): readonly number[] {
  return existsSync('/proc/self/environ') ? byEnvironment(trace) : byCommandLine(trace);
}

/** Ends what is left of a script that failed or was cancelled: its own process has ended, what it started may write still. */
export async function endProcesses(trace: ScriptTrace): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const pids = processesOf(trace);
    if (pids.length === 0) return;
    for (const pid of pids) endProcess(pid);
    await sleep(25);
  }
}

function endProcess(pid: number): void {
  try {
    kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself, or is somebody else's.
  }
}

function byEnvironment(trace: ScriptTrace): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const variable = `${RUN_VARIABLE}=${trace.run}`;
  return pids
    .filter((pid) => {
      const environment = readIfAllowed(`/proc/${pid}/environ`);
      if (environment !== undefined) return environment.split('\0').includes(variable);
      return hasArguments(readIfAllowed(`/proc/${pid}/cmdline`)?.split('\0') ?? [], trace);
    })
    .filter((pid) => !isDead(pid))
    .map(Number);
}

/** A script that runs as somebody else hides its environment, not its command line. */
function hasArguments(words: readonly string[], trace: ScriptTrace): boolean {
  return trace.arguments.every((argument) => words.includes(argument));
}

/** A zombie keeps its number until its parent looks, and does nothing more. */
function isDead(pid: string): boolean {
  const stat = readIfAllowed(`/proc/${pid}/stat`);
  return stat === undefined || ['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '');
}

function readIfAllowed(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function byCommandLine(trace: ScriptTrace): number[] {
  return processList()
    .split('\n')
    .filter((line) => trace.arguments.every((argument) => line.includes(argument)))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => Number.isInteger(pid));
}

const WINDOWS_LIST =
  'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.CommandLine)" }';

function processList(): string {
  const [program, words] =
    sep === '\\'
      ? ['powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_LIST]]
      : ['ps', ['-A', '-ww', '-o', 'pid=,command=']];
  try {
    return execFileSync(program, words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
      timeout: 10_000,
    });
  } catch {
    // A system without the program: then nobody can tell, and the script counts as ended.
    return '';
  }
}
