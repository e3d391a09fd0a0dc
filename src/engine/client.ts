import type { EngineEvent } from '../core/events.ts';
import type { Project } from '../core/project/project.ts';
import { cancellingOf } from './cancelling.ts';
import { EngineCancelled, EngineOccupied } from './engineError.ts';
import { EngineProcess } from './engineProcess.ts';
import type { EngineRequests, ScriptRequests } from './protocol.ts';
import { EngineReader, type ReaderOptions } from './reader.ts';

/** Requests that only look. They share two long-lived processes and have a deadline. */
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

/**
 * Whether a request about a script in the editor runs the scripts before it on a scratch database. That takes as long as
 * those take, so such requests have a process of their own, and the projects are read meanwhile.
 */
const RUNS_SCRIPTS: Readonly<Record<keyof ScriptRequests, boolean>> = {
  checkScript: true,
  completeScript: true,
  describeScript: true,
  defineScript: true,
  referencesOfScript: true,
  outlineScript: false,
  appliedEdit: false,
};

export type EngineClientOptions = ReaderOptions;

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

/** The extension's way to the engine. Starts processes on need; knows nothing of the editor. */
export class EngineClient {
  readonly #options: EngineClientOptions;
  readonly #projects: EngineReader;
  readonly #scripts: EngineReader;
  readonly #mutations = new Map<string, { readonly method: string; process: EngineProcess }>();
  #disposed = false;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#projects = new EngineReader(options);
    this.#scripts = new EngineReader(options);
  }

  /** Process id of the one that reads projects, while there is one. */
  get readerPid(): number | undefined {
    return this.#projects.pid;
  }

  /** Process id of the one that runs scripts on scratch databases, while there is one. */
  get scriptReaderPid(): number | undefined {
    return this.#scripts.pid;
  }

  /** Asks, in the process for reads of this kind. Rejects with one of the errors of `engineError.ts`. */
  async read<M extends ReadMethod>(
    method: M,
    params: EngineRequests[M]['params'],
  ): Promise<EngineRequests[M]['result']> {
    const runs: Readonly<Record<string, boolean>> = RUNS_SCRIPTS;
    return (runs[method] === true ? this.#scripts : this.#projects).read(method, params);
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
    this.#projects.forgive();
    this.#scripts.forgive();
  }

  /** Ends all processes. */
  dispose(): void {
    this.#disposed = true;
    this.#projects.dispose();
    this.#scripts.dispose();
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
}

/** The report of a run that stopped because it was asked to. */
function wasCancelled(result: unknown): boolean {
  if (typeof result !== 'object' || result === null || !('error' in result)) return false;
  const { error } = result;
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'cancelled'
  );
}
