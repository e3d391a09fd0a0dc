import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { MigrateError, errorReport } from '../errors.ts';
import type { FleetAnswer, FromWorker, ToWorker, WorkerOrder } from './protocol.ts';
import { failed } from './worker.ts';

/** How worker processes are started. */
export interface WorkerStart {
  /** The command line's entry, which knows `fleet-worker`. */
  readonly entry: string;
  /** Node, or an Electron that acts as Node. */
  readonly execPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Whether Electron stands in for Node. */
  readonly electron: boolean;
}

const LAST_WORDS = 400;

/** Much is made for each database and soon dropped. Measured: 160 MB at the most in place of 260 MB, and as fast. */
const SMALL_HEAP = '--max-semi-space-size=4';

/**
 * One place in the pool: it has a process while there is work, and gets a new one when that is gone. Processes and not
 * threads, so that a crash of SQLite, or of the memory, costs one database and not all.
 */
export class FleetLane {
  readonly #start: WorkerStart;
  readonly #order: WorkerOrder;
  readonly #warn: (text: string) => void;
  readonly #fingerprint: (fingerprint: string) => boolean;
  #worker: Worker | undefined;

  constructor(
    start: WorkerStart,
    order: WorkerOrder,
    told: {
      readonly warn: (text: string) => void;
      /** Whether these are the scripts that the other workers have. */
      readonly fingerprint: (fingerprint: string) => boolean;
    },
  ) {
    this.#start = start;
    this.#order = order;
    this.#warn = told.warn;
    this.#fingerprint = told.fingerprint;
  }

  /** Has one database done. A process that ends meanwhile is a failure of this database. Throws `changed-elsewhere` where the scripts were changed since the first worker read them. */
  async take(database: string, look: boolean): Promise<FleetAnswer> {
    // One that ended while it had nothing to do has cost no database.
    if (this.#worker?.isGone === true) this.#worker = undefined;
    this.#worker ??= new Worker(this.#start, this.#order, this.#warn);
    const worker = this.#worker;
    try {
      if (!this.#fingerprint(await worker.fingerprint())) {
        const folder = this.#order.job.project.migrations;
        const reason = `the scripts in ${folder} are not those that the run began with`;
        throw new MigrateError({ code: 'changed-elsewhere', database, reason });
      }
      return await worker.take(database, look);
    } catch (error) {
      if (!(error instanceof WorkerEnded)) throw error;
      this.#worker = undefined;
      const failure = { code: 'worker-ended', database, reason: error.message } as const;
      return failed(database, null, null, {
        ...errorReport(new MigrateError(failure)),
        changed: !look,
      });
    }
  }

  /** Lets the process end what it does at the next boundary between two scripts. */
  cancel(): void {
    this.#worker?.send({ type: 'cancel' });
  }

  /** Lets the process end; resolves when it is gone. */
  async end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.end();
  }
}

class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded';
}

class Worker {
  readonly #child: ChildProcess;
  readonly #closed = Promise.withResolvers<void>();
  #ended: WorkerEnded | undefined;
  #fingerprint: string | undefined;
  // What is waited for now. Racing each answer with the end of the process would keep every answer until that end.
  #ready: PromiseWithResolvers<string> | undefined;
  #answer: PromiseWithResolvers<FleetAnswer> | undefined;
  #lastWords = '';

  constructor(start: WorkerStart, order: WorkerOrder, warn: (text: string) => void) {
    // A group of its own: Ctrl-C is for the parent, which lets the databases at hand come to a boundary.
    this.#child = fork(start.entry, ['fleet-worker'], {
      execPath: start.execPath,
      // Electron may not know options of V8.
      execArgv: start.electron ? [] : [SMALL_HEAP],
      env: { ...start.env, ELECTRON_RUN_AS_NODE: '1' },
      detached: start.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
    });
    this.#child.once('close', (code, signal) =>
      this.#end(signal === null ? `with code ${code ?? 'unknown'}` : `by ${signal}`),
    );
    this.#child.once('error', (error) => {
      this.#lastWords ||= error.message;
      if (this.#child.pid === undefined) this.#end('before it began');
    });
    this.#child.on('message', (message) => this.#hear(message as FromWorker, warn));
    this.send({ type: 'order', order });
  }

  get isGone(): boolean {
    return this.#ended !== undefined;
  }

  /** Of the scripts that it has read. Throws `WorkerEnded`. */
  async fingerprint(): Promise<string> {
    if (this.#ended !== undefined) throw this.#ended;
    if (this.#fingerprint !== undefined) return this.#fingerprint;
    this.#ready = Promise.withResolvers();
    return this.#ready.promise;
  }

  /** Throws `WorkerEnded`. */
  async take(database: string, look: boolean): Promise<FleetAnswer> {
    if (this.#ended !== undefined) throw this.#ended;
    this.#answer = Promise.withResolvers();
    this.send({ type: 'database', database, look });
    return this.#answer.promise;
  }

  send(message: ToWorker): void {
    // A process that is gone is noticed by its end.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  async end(): Promise<void> {
    // Not by closing the channel: after that Node never tells that the process has closed.
    this.send({ type: 'end' });
    await this.#closed.promise;
  }

  #end(how: string): void {
    const words = this.#lastWords.trim();
    this.#ended = new WorkerEnded(words === '' ? how : `${how}: ${words}`);
    this.#ready?.reject(this.#ended);
    this.#answer?.reject(this.#ended);
    this.#closed.resolve();
  }

  #hear(message: FromWorker, warn: (text: string) => void): void {
    switch (message.type) {
      case 'ready':
        this.#fingerprint = message.fingerprint;
        return this.#ready?.resolve(message.fingerprint);
      case 'answer':
        return this.#answer?.resolve(message.answer);
      case 'warning':
        return warn(message.text);
    }
  }
}
