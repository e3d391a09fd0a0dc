import { EngineBackOff, EngineExited, EngineTimeout } from './engineError.ts';
import { EngineProcess, type EngineProcessOptions } from './engineProcess.ts';
import type { EngineRequests } from './protocol.ts';

export interface ReaderOptions extends EngineProcessOptions {
  /** Longest time in milliseconds that a read may take; default 10 s. */
  readonly deadlineMs?: number;
  /** Time in milliseconds without reads after which the process is ended; default 60 s. */
  readonly idleMs?: number;
}

const CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;

/** One process that answers one read after the other, started on need and ended when nobody asks any more. */
export class EngineReader {
  readonly #options: ReaderOptions;
  readonly #deadlineMs: number;
  readonly #idleMs: number;
  #process: EngineProcess | undefined;
  #pending = 0;
  #idle: NodeJS.Timeout | undefined;
  #crashes: number[] = [];
  #disposed = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#deadlineMs = options.deadlineMs ?? 10_000;
    this.#idleMs = options.idleMs ?? 60_000;
  }

  /** Process id, while there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Asks, and once more where the process had died unnoticed: looking again changes nothing.
   * Rejects with one of the errors of `engineError.ts`.
   */
  async read<M extends keyof EngineRequests>(
    method: M,
    params: EngineRequests[M]['params'],
  ): Promise<EngineRequests[M]['result']> {
    const used = this.#process !== undefined;
    try {
      return await this.#readOnce(method, params);
    } catch (error) {
      if (!used || this.#disposed || !(error instanceof EngineExited)) throw error;
      return this.#readOnce(method, params);
    }
  }

  /** Forgets crashes, so that the next request starts a process whatever happened before. */
  forgive(): void {
    this.#crashes = [];
  }

  /** Ends the process. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#idle);
    if (this.#process !== undefined) this.#drop(this.#process);
  }

  async #readOnce<M extends keyof EngineRequests>(
    method: M,
    params: EngineRequests[M]['params'],
  ): Promise<EngineRequests[M]['result']> {
    const reader = this.#start();
    clearTimeout(this.#idle);
    this.#pending += 1;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.#drop(reader);
        reject(new EngineTimeout(method, this.#deadlineMs));
      }, this.#deadlineMs);
    });
    try {
      return await Promise.race([reader.request(method, params), late]);
    } finally {
      clearTimeout(timer);
      this.#pending -= 1;
      if (this.#pending === 0) this.#startIdle();
    }
  }

  #start(): EngineProcess {
    if (this.#process !== undefined) return this.#process;
    const now = Date.now();
    this.#crashes = this.#crashes.filter((at) => now - at < CRASH_WINDOW_MS);
    const [oldest] = this.#crashes;
    if (oldest !== undefined && this.#crashes.length >= CRASHES) {
      throw new EngineBackOff(oldest + CRASH_WINDOW_MS - now);
    }
    const reader = new EngineProcess(this.#options);
    this.#process = reader;
    void reader.exited.then(() => {
      // Ends that were asked for have taken the reader out before.
      if (this.#process !== reader) return;
      this.#process = undefined;
      this.#crashes.push(Date.now());
    });
    return reader;
  }

  #startIdle(): void {
    clearTimeout(this.#idle);
    if (this.#disposed) return;
    this.#idle = setTimeout(() => {
      if (this.#process !== undefined && this.#pending === 0) this.#drop(this.#process);
    }, this.#idleMs);
    this.#idle.unref();
  }

  #drop(reader: EngineProcess): void {
    if (this.#process === reader) this.#process = undefined;
    void reader.kill();
  }
}
