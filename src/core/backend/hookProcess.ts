import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { MigrateError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { NODE_BRIDGE } from './nodeBridge.ts';
import { PYTHON_BRIDGE } from './pythonBridge.ts';

/** What went wrong inside the process, as its language tells. */
export interface HookError {
  readonly type: string;
  readonly message: string;
  /** Where in the script, in characters from 1. */
  readonly position: number | null;
  readonly busy?: boolean;
}

/** A request without its number; each bridge knows two kinds. */
export type HookRequest = Readonly<Record<string, unknown>> & { readonly method: 'load' | 'call' };

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: HookError;
}

/** A failure of user code, told by its process. */
export class HookFailure extends Error {
  override readonly name = 'HookFailure';
  readonly hookError: HookError;

  constructor(hookError: HookError) {
    super(hookError.message);
    this.hookError = hookError;
  }
}

/** What runs a module. */
interface Program {
  readonly name: string;
  /** What to do where it cannot be started, as a sentence without a full stop. */
  readonly remedy: string;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Milliseconds that the process gets to end by itself. */
const GRACE = 2000;
/** Milliseconds that output may still come after the end, from what it started and left behind. */
const LINGER = 300;
/** Characters of its last words that an error repeats. */
const LAST_WORDS = 2000;

/** A process that runs hooks. The module's code never runs in this one. */
export class HookProcess {
  readonly #child: ChildProcess;
  readonly #send: (message: object) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  readonly #program: Program;
  #next = 1;
  #lastWords = '';
  #gone: Error | undefined;

  private constructor(child: ChildProcess, program: Program, send: (message: object) => void) {
    this.#child = child;
    this.#program = program;
    this.#send = send;
    this.#ended = new Promise((resolve) => {
      const end = (error: Error): void => {
        this.#gone ??= error;
        for (const { reject } of this.#waiting.values()) reject(this.#gone);
        this.#waiting.clear();
        resolve();
      };
      child.once('error', (error) => end(this.#notStarted(error)));
      child.once('exit', () => setTimeout(() => hangUp(child), LINGER));
      child.once('close', (code, signal) =>
        end(this.#lost(signal === null ? `exited with code ${code}` : `was ended by ${signal}`)),
      );
    });
  }

  /** Starts the project's Python. */
  static python(interpreter: string, file: string, runtime: Runtime): HookProcess {
    const child = spawn(interpreter, ['-c', PYTHON_BRIDGE], {
      cwd: runtime.cwd,
      env: { ...runtime.env },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const input: Writable | null = child.stdin;
    // Whether it is still there is told by its end; a broken pipe says nothing more.
    input?.on('error', () => undefined);
    const program = { name: interpreter, remedy: 'Set the "python" key of .fastmigrate' };
    const hooks = new HookProcess(child, program, (message) =>
      input?.write(`${JSON.stringify(message)}\n`),
    );
    const answers = child.stdio[3];
    if (answers !== null && answers !== undefined) hooks.#listenLines(answers as Readable);
    hooks.#watch(file, runtime);
    return hooks;
  }

  /** Starts this Node once more. Electron reads no TypeScript, so there a Node from the search path does it. */
  static node(file: string, runtime: Runtime): HookProcess {
    const { node } = runtime;
    const typed = file.endsWith('.ts') && node?.readsTypeScript !== true;
    const other = typed && node?.electron === true;
    const flags = typed
      ? ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']
      : [];
    const child = fork('hooks', [], {
      cwd: runtime.cwd,
      env: { ...runtime.env, ...(other ? {} : { ELECTRON_RUN_AS_NODE: '1' }) },
      execArgv: [...flags, '--input-type=module', '--eval', NODE_BRIDGE],
      ...(other ? { execPath: 'node' } : {}),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const remedy = 'Install Node, or name the module config.mjs and write it in JavaScript';
    const hooks = new HookProcess(child, { name: 'node', remedy }, (message) => {
      if (child.connected) child.send(message, () => undefined);
    });
    child.on('message', (reply) => hooks.#settle(reply as Reply));
    hooks.#watch(file, runtime);
    return hooks;
  }

  /** Sends one request. Throws `HookFailure` for what user code threw, else `MigrateError`. */
  async request(message: HookRequest): Promise<unknown> {
    if (this.#gone !== undefined) throw this.#gone;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ ...message, id });
    });
  }

  /** Asks the process to end, and ends it where it does not. */
  async end(): Promise<void> {
    this.#send({ id: 0, method: 'end' });
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), GRACE);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Ends it at once, in the middle of whatever it does. */
  kill(): void {
    this.#gone ??= new MigrateError({ code: 'cancelled', what: 'the run' });
    this.#child.kill('SIGKILL');
  }

  #watch(file: string, runtime: Runtime): void {
    for (const stream of ['stdout', 'stderr'] as const)
      this.#child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
        runtime.emit({ type: 'script-output', file, stream, text });
      });
    const { signal } = runtime;
    const abort = (): void => this.kill();
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    void this.#ended.then(() => {
      signal?.removeEventListener('abort', abort);
      runtime.emit({ type: 'script-finished', file });
    });
  }

  #listenLines(answers: Readable): void {
    let begun = '';
    answers.setEncoding('utf8').on('data', (text: string) => {
      const lines = (begun + text).split('\n');
      begun = lines.pop() ?? '';
      for (const line of lines) this.#settle(JSON.parse(line) as Reply);
    });
  }

  #settle({ id, result, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new HookFailure(error));
  }

  #notStarted(error: NodeJS.ErrnoException): MigrateError {
    const why =
      error.code === 'ENOENT' ? 'it was not found' : `it cannot be started: ${error.message}`;
    const { name: file, remedy } = this.#program;
    return new MigrateError(
      { code: 'bad-backend', file, reason: `${why}. ${remedy}` },
      { cause: error },
    );
  }

  #lost(how: string): HookFailure {
    const words = this.#lastWords.trim();
    return new HookFailure({
      type: 'Lost',
      message: `the process of the hooks ${how}${words === '' ? '' : `: ${words}`}`,
      position: null,
    });
  }
}

/** What a hook started in the background holds the pipes open; nobody waits for that. */
function hangUp({ stdio }: ChildProcess): void {
  for (const stream of stdio) stream?.destroy();
}
