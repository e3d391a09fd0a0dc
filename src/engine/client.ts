import type { EngineEvent } from '../core/events.ts';
import type { Project } from '../core/project/project.ts';
import { cancellingOf } from './cancelling.ts';
import {
  EngineBackOff,
  EngineCancelled,
  EngineExited,
  EngineOccupied,
  EngineTimeout,
} from './engineError.ts';
import { EngineProcess, type EngineProcessOptions } from './engineProcess.ts';
import type { EngineRequests, ScriptRequests } from './protocol.ts';

/** Requests that only look. They share one long-lived process and have a deadline. */
export type ReadMethod =
  | 'discover'
  | 'status'
  | 'listBackups'
  | 'appliedText'
  | 'referenceText'
  | 'schema'
  | keyof ScriptRequests;
/** Requests that change something, or compare whole databases. Each gets a process of its own, which cancelling ends. */
export type MutationMethod = Exclude<keyof EngineRequests, ReadMethod>;

export interface EngineClientOptions extends EngineProcessOptions {
  /** Longest time in milliseconds that a read may take; default 10 s. */
  readonly deadlineMs?: number;
  /** Time in milliseconds without reads after which the process is ended; default 60 s. */
  readonly idleMs?: number;
}

export interface MutationOptions {
  /** What is changed; only one mutation at a time may have the same key. */
  readonly key: string;
  readonly onEvent?: (event: EngineEvent) => void;
  /**
   * Aborting ends the process, its scripts too, and then has `project` recovered. A copy that is past cancelling is
   * completed instead, and the change succeeds.
   */
  readonly signal?: AbortSignal;
  readonly project?: Project;
}

const CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;

/** The extension's way to the engine. Starts processes on need; knows nothing of the editor. */
export class EngineClient {
  readonly #options: EngineClientOptions;
  readonly #deadlineMs: number;
  readonly #idleMs: number;
  readonly #mutations = new Map<string, { readonly method: string; process: EngineProcess }>();
  #reader: EngineProcess | undefined;
  #pending = 0;
  #idle: NodeJS.Timeout | undefined;
  #crashes: number[] = [];
  #disposed = false;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#deadlineMs = options.deadlineMs ?? 10_000;
    this.#idleMs = options.idleMs ?? 60_000;
  }

  /** Process id of the reader, while there is one. */
  get readerPid(): number | undefined {
    return this.#reader?.pid;
  }

  /**
   * Asks the shared process, and once more where that one had died unnoticed: looking again changes nothing.
   * Rejects with one of the errors of `engineError.ts`.
   */
  async read<M extends ReadMethod>(
    method: M,
    params: EngineRequests[M]['params'],
  ): Promise<EngineRequests[M]['result']> {
    const used = this.#reader !== undefined;
    try {
      return await this.#readOnce(method, params);
    } catch (error) {
      if (!used || this.#disposed || !(error instanceof EngineExited)) throw error;
      return this.#readOnce(method, params);
    }
  }

  async #readOnce<M extends ReadMethod>(
    method: M,
    params: EngineRequests[M]['params'],
  ): Promise<EngineRequests[M]['result']> {
    const reader = this.#startReader();
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

  /** Changes something, in a process of its own. Rejects with one of the errors of `engineError.ts`. */
  async mutate<M extends MutationMethod>(
    method: M,
    params: EngineRequests[M]['params'],
    options: MutationOptions,
  ): Promise<EngineRequests[M]['result']> {
    const other = this.#mutations.get(options.key);
    if (other !== undefined) throw new EngineOccupied(other.method);
    if (options.signal?.aborted === true) throw new EngineCancelled(method, false);
    const process = new EngineProcess(this.#options, (event) => {
      cancelling.follow(event);
      options.onEvent?.(event);
    });
    const cancelling = cancellingOf(process);
    const running = { method, process };
    this.#mutations.set(options.key, running);
    options.signal?.addEventListener('abort', cancelling.cancel, { once: true });
    try {
      const result = await process.request(method, params);
      if (cancelling.asked() && wasCancelled(result)) throw new EngineCancelled(method, false);
      return result;
    } catch (error) {
      if (!cancelling.asked()) throw error;
      await process.kill();
      throw await this.#recovered(method, running, options, cancelling.partials());
    } finally {
      cancelling.settle();
      options.signal?.removeEventListener('abort', cancelling.cancel);
      this.#mutations.delete(options.key);
      void running.process.kill();
    }
  }

  /** Forgets crashes, so that the next request starts a process whatever happened before. */
  forgive(): void {
    this.#crashes = [];
  }

  /** Ends all processes. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#idle);
    if (this.#reader !== undefined) this.#drop(this.#reader);
    for (const { process } of this.#mutations.values()) void process.kill();
  }

  async #recovered(
    method: string,
    running: { process: EngineProcess },
    options: MutationOptions,
    partials: readonly string[],
  ): Promise<EngineCancelled> {
    if (options.project === undefined || this.#disposed) return new EngineCancelled(method, false);
    running.process = new EngineProcess(this.#options, options.onEvent);
    try {
      const { recovered } = await running.process.request('recover', {
        project: options.project,
        partials,
      });
      return new EngineCancelled(method, recovered);
    } catch (error) {
      return new EngineCancelled(
        method,
        false,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }

  #startReader(): EngineProcess {
    if (this.#reader !== undefined) return this.#reader;
    const now = Date.now();
    this.#crashes = this.#crashes.filter((at) => now - at < CRASH_WINDOW_MS);
    const [oldest] = this.#crashes;
    if (oldest !== undefined && this.#crashes.length >= CRASHES) {
      throw new EngineBackOff(oldest + CRASH_WINDOW_MS - now);
    }
    const reader = new EngineProcess(this.#options);
    this.#reader = reader;
    void reader.exited.then(() => {
      // Ends that were asked for have taken the reader out before.
      if (this.#reader !== reader) return;
      this.#reader = undefined;
      this.#crashes.push(Date.now());
    });
    return reader;
  }

  #startIdle(): void {
    clearTimeout(this.#idle);
    if (this.#disposed) return;
    this.#idle = setTimeout(() => {
      if (this.#reader !== undefined && this.#pending === 0) this.#drop(this.#reader);
    }, this.#idleMs);
    this.#idle.unref();
  }

  #drop(reader: EngineProcess): void {
    if (this.#reader === reader) this.#reader = undefined;
    void reader.kill();
  }
}

/** The report of a run that stopped because it was asked to. */
function wasCancelled(result: unknown): boolean {
  if (typeof result !== 'object' || result === null || !('error' in result)) return false;
  const { error } = result;
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'cancelled'
  );
}
