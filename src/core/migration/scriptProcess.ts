import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { kill } from 'node:process';
import { RUN_VARIABLE } from '../backup/livingScript.ts';
import { MigrateError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';

/** Characters of output that an error carries. */
const OUTPUT_TAIL = 8000;
/** Characters of its last line. */
const COMPLAINT = 300;
/** Milliseconds between asking a process to end and ending it. */
const GRACE = 2000;

export interface ScriptProcess {
  readonly interpreter: string;
  /** Script path, absolute. */
  readonly path: string;
  /** The one argument that the script gets. */
  readonly database: string;
  readonly stdin: 'inherit' | 'ignore';
  readonly ownGroup: boolean;
  /** By this value in their environment the processes of the script are known. */
  readonly run: string;
}

interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/**
 * Runs a script process to its end, its output going out as events while it comes.
 * Throws `script-not-started`, `script-failed` or `cancelled`.
 */
export async function runScriptProcess(script: ScriptProcess, runtime: Runtime): Promise<void> {
  const command = [script.interpreter, script.path, script.database] as const;
  const ownGroup = script.ownGroup && runtime.platform !== 'win32';
  runtime.emit({ type: 'script-started', file: script.path, command });
  try {
    const child = spawn(script.interpreter, [script.path, script.database], {
      cwd: runtime.cwd,
      env: { ...runtime.env, [RUN_VARIABLE]: script.run },
      stdio: [script.stdin, 'pipe', 'pipe'],
      detached: ownGroup,
      windowsHide: true,
    });
    const output = watchOutput(child, script.path, runtime);
    const stop = endOnAbort(child, ownGroup, runtime);
    const ending = await endingOf(child, script, runtime.signal).finally(stop);
    if (runtime.signal?.aborted === true)
      throw new MigrateError({ code: 'cancelled', what: `the script ${script.path}` });
    if (ending.exitCode !== 0) throw scriptFailure(script, ending, output);
  } finally {
    runtime.emit({ type: 'script-finished', file: script.path });
  }
}

/** The ends of what a process prints. */
interface Tails {
  /** Of both streams, as it came. */
  all: string;
  stderr: string;
}

function watchOutput(child: ChildProcess, file: string, runtime: Runtime): Readonly<Tails> {
  const tails = { all: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8');
    child[stream]?.on('data', (text: string) => {
      tails.all = (tails.all + text).slice(-OUTPUT_TAIL);
      if (stream === 'stderr') tails.stderr = (tails.stderr + text).slice(-OUTPUT_TAIL);
      runtime.emit({ type: 'script-output', file, stream, text });
    });
  }
  return tails;
}

/** Why a program could not be started, as a clause. */
export function startFault(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOENT' ? 'it was not found' : error.message;
}

/** The end of the process and of its output. After an abort nobody waits for what else it started and left behind. */
function endingOf(
  child: ChildProcess,
  script: ScriptProcess,
  signal: AbortSignal | undefined,
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      const { path: file, interpreter } = script;
      reject(
        new MigrateError(
          { code: 'script-not-started', file, interpreter, reason: startFault(error) },
          { cause: error },
        ),
      );
    });
    const settle = (): void => resolve({ exitCode: child.exitCode, signal: child.signalCode });
    const leave = (): void => {
      if (child.exitCode === null && child.signalCode === null) return;
      child.stdout?.destroy();
      child.stderr?.destroy();
      settle();
    };
    child.once('close', settle);
    child.once('exit', () => {
      if (signal?.aborted === true) leave();
    });
    signal?.addEventListener('abort', leave, { once: true });
    child.once('close', () => signal?.removeEventListener('abort', leave));
  });
}

function endOnAbort(child: ChildProcess, ownGroup: boolean, { signal }: Runtime): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const abort = (): void => {
    endProcess(child, ownGroup, 'SIGTERM');
    timer = setTimeout(() => endProcess(child, ownGroup, 'SIGKILL'), GRACE);
  };
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return () => {
    signal?.removeEventListener('abort', abort);
    clearTimeout(timer);
  };
}

function endProcess(child: ChildProcess, ownGroup: boolean, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (!ownGroup || child.pid === undefined) {
    child.kill(signal);
    return;
  }
  try {
    kill(-child.pid, signal);
  } catch (error) {
    // The whole group has ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function scriptFailure(script: ScriptProcess, ending: Ending, output: Tails): MigrateError {
  const line = lineOf(script.path, output.all);
  // Python says there what went wrong, and most programs that a shell runs do.
  const complaint = output.stderr.trim().split('\n').at(-1)?.trim() ?? '';
  return new MigrateError({
    code: 'script-failed',
    file: script.path,
    ...ending,
    output: output.all,
    ...(line === undefined ? {} : { line }),
    ...(complaint === '' ? {} : { complaint: complaint.slice(0, COMPLAINT) }),
  });
}

/** The last line of the script that its interpreter names: `File "x", line 3` in Python, `x: 3:` or `x: line 3:` in shells. */
function lineOf(path: string, output: string): number | undefined {
  let found: number | undefined;
  for (const text of output.split('\n')) {
    const rest = text.startsWith(`${path}: `) ? text.slice(path.length + 2) : undefined;
    const shell = rest === undefined ? null : /^(?:line )?(\d+):/.exec(rest);
    const python = text.trimStart().startsWith(`File "${path}", line `)
      ? /, line (\d+)/.exec(text.slice(text.indexOf(path) + path.length))
      : null;
    const number = (shell ?? python)?.[1];
    if (number !== undefined) found = Number(number);
  }
  return found;
}
