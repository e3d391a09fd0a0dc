import { fork, spawn, type ChildProcess } from 'node:child_process';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { EngineExited, EngineFailed } from './engineError.ts';
import type { EngineMethod, EngineRequests, EventNotification, FailureData } from './protocol.ts';

/** How engine processes are started. */
export interface EngineProcessOptions {
  /** Absolute path of the command line's bundle. */
  readonly cli: string;
  /** Node, or an Electron that acts as Node. */
  readonly execPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Receives what the process prints, line by line. */
  readonly log: (line: string) => void;
}

const LAST_WORDS = 400;

/** One engine process with its typed connection. It leads a process group of its own, so that ending it ends scripts too. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #connection: Promise<MessageConnection>;
  #lastWords = '';
  /** Resolves when the process is gone and its output has been read. */
  readonly exited: Promise<EngineExited>;

  constructor(
    options: EngineProcessOptions,
    onEvent?: (event: EventNotification['event']) => void,
  ) {
    this.#child = fork(options.cli, ['serve'], {
      execPath: options.execPath,
      execArgv: [],
      env: { ...withoutEditorVariables(options.env), ELECTRON_RUN_AS_NODE: '1' },
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#forwardOutput(options.log);
    this.exited = new Promise((resolve) => {
      const gone = (code: number | null, signal: string | null): void => {
        void this.#connection.then((connection) => connection.dispose());
        resolve(new EngineExited(code, signal, this.#lastWords.trim()));
      };
      this.#child.once('close', gone);
      // A process that could not be started emits only this event.
      this.#child.once('error', (error) => {
        this.#lastWords ||= error.message;
        if (this.#child.pid === undefined) gone(null, null);
      });
    });
    this.#connection = this.#connect(options, onEvent);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends one request. Rejects with {@link EngineFailed} or, when the process ends first, {@link EngineExited}. */
  async request<M extends EngineMethod>(
    method: M,
    params: EngineRequests[M]['params'],
  ): Promise<EngineRequests[M]['result']> {
    const answer = this.#connection
      .then(async (connection) =>
        connection.sendRequest<EngineRequests[M]['result']>(method, params),
      )
      .then((value) => ({ value }))
      .catch(async (error: unknown) => {
        const { ErrorCodes, ResponseError } = await rpc();
        if (error instanceof ResponseError && isFailureData(error.data)) {
          return { error: new EngineFailed(error.message, error.data) };
        }
        if (error instanceof ResponseError && error.code === ErrorCodes.InternalError) {
          // A defect of the engine; the log has all of it.
          return { error: new Error(error.message.split('\n')[0]) };
        }
        // A closed connection is only how an ended process looks from here.
        const gone = await Promise.race([this.exited, soon()]);
        return { error: gone ?? asError(error) };
      });
    const first = await Promise.race([answer, this.exited.then((error) => ({ error }))]);
    if ('error' in first) throw first.error;
    return first.value;
  }

  /** Asks the process to end what it is doing. It hears of that where it looks, such as between two pieces of a copy. */
  cancel(): void {
    void this.#connection
      .then(async (connection) => connection.sendNotification('cancel'))
      .catch(() => {
        // It is gone already.
      });
  }

  /** Ends the process and everything it started, at once. Resolves when it is gone. */
  async kill(): Promise<void> {
    const { pid } = this.#child;
    if (pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) {
      killGroup(pid, this.#child);
    }
    await this.exited;
  }

  async #connect(
    { log }: EngineProcessOptions,
    onEvent?: (event: EventNotification['event']) => void,
  ): Promise<MessageConnection> {
    const { createMessageConnection, IPCMessageReader, IPCMessageWriter } = await rpc();
    const connection = createMessageConnection(
      new IPCMessageReader(this.#child),
      new IPCMessageWriter(this.#child),
    );
    connection.onNotification('event', (sent: EventNotification) => onEvent?.(sent.event));
    connection.onError(([error]) => log(`engine connection: ${error.message}`));
    connection.listen();
    return connection;
  }

  #forwardOutput(log: (line: string) => void): void {
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => {
        this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
        for (const line of text.split('\n')) if (line.trim() !== '') log(line);
      });
    }
  }
}

/** Read when the first process starts, and not with the extension. */
async function rpc(): Promise<typeof import('./rpc.ts')> {
  return import('./rpc.ts');
}

function killGroup(pid: number, child: ChildProcess): void {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], {
      stdio: 'ignore',
      windowsHide: true,
    }).once('error', () => child.kill('SIGKILL'));
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already, or this system does not allow groups.
    child.kill('SIGKILL');
  }
}

/** The editor's own variables would make a Node child behave as a part of the editor. */
export function withoutEditorVariables(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_)/.test(name))
      continue;
    kept[name] = value;
  }
  return kept;
}

function isFailureData(data: unknown): data is FailureData {
  return typeof data === 'object' && data !== null && 'failure' in data && 'changed' in data;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function soon(): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return undefined;
}
