import { backsUp } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { requireOwnBackups } from './expand.ts';
import { FleetTally } from './fleetReport.ts';
import type { FleetResult, FleetSummary, VersionGroup } from './fleetReport.ts';
import { FleetLane } from './pool.ts';
import type { WorkerStart } from './pool.ts';
import type { FleetAnswer, FleetJob, WorkerOrder } from './protocol.ts';

/** How a fleet is worked through. */
export interface FleetOptions {
  /** Databases at a time, from 1. */
  readonly jobs: number;
  /** What a failure means for the others: `stop` lets those at hand come to their end. */
  readonly onFailure: 'stop' | 'continue';
  /** How many databases a run tries alone, one after the other, before it begins with the rest; a failure of one stops it. */
  readonly canary: number;
  /** Hears of each result once. */
  readonly onResult?: (result: FleetResult) => void;
  /** How many databases of each version are named in the groups. */
  readonly named?: number;
  /** More environment for scripts. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a fleet came to. */
export interface FleetReport {
  readonly summary: FleetSummary;
  /** The databases by version, the most first. */
  readonly groups: readonly VersionGroup[];
}

/**
 * Does a job to many databases, in worker processes. Results are handed on and not kept. What goes wrong with a database
 * is its result. Throws `bad-argument` where backups would be mixed up, and `changed-elsewhere` where the scripts are
 * changed meanwhile.
 */
export async function workThrough(
  job: FleetJob,
  databases: readonly string[],
  options: FleetOptions,
  start: WorkerStart,
  runtime: Runtime,
): Promise<FleetReport> {
  if (writesBackups(job)) requireOwnBackups(job.project, databases);
  const work = new FleetWork(job, databases, options, start, runtime);
  return work.all();
}

function writesBackups(job: FleetJob): boolean {
  return (
    job.kind === 'backup' ||
    (job.kind === 'run' && (job.options.backup ?? backsUp(job.project)) !== false)
  );
}

class FleetWork {
  readonly #job: FleetJob;
  readonly #databases: readonly string[];
  readonly #options: FleetOptions;
  readonly #runtime: Runtime;
  readonly #lanes: readonly FleetLane[];
  readonly #tally: FleetTally;
  /** Databases that a look has found something to do with. */
  readonly #waiting: string[] = [];
  #next = 0;
  #fingerprint: string | undefined;
  #stopped: string | undefined;
  #told = 0;

  constructor(
    job: FleetJob,
    databases: readonly string[],
    options: FleetOptions,
    start: WorkerStart,
    runtime: Runtime,
  ) {
    this.#job = job;
    this.#databases = databases;
    this.#options = options;
    this.#runtime = runtime;
    this.#tally = new FleetTally(options.named);
    const order = orderOf(job, options, runtime);
    const told = {
      warn: (text: string) => runtime.emit({ type: 'warning', text }),
      fingerprint: (fingerprint: string) => (this.#fingerprint ??= fingerprint) === fingerprint,
    };
    const lanes = Math.max(1, Math.min(options.jobs, databases.length));
    this.#lanes = Array.from({ length: lanes }, () => new FleetLane(start, order, told));
  }

  async all(): Promise<FleetReport> {
    const cancel = (): void => {
      this.#stopped ??= 'it was cancelled';
      for (const lane of this.#lanes) lane.cancel();
    };
    this.#runtime.signal?.addEventListener('abort', cancel, { once: true });
    if (this.#runtime.signal?.aborted === true) cancel();
    try {
      await this.#canaries();
      await this.#inLanes(() => this.#waiting.shift() ?? this.#fromList(), false);
    } catch (error) {
      for (const lane of this.#lanes) lane.cancel();
      throw error;
    } finally {
      this.#runtime.signal?.removeEventListener('abort', cancel);
      await Promise.all(this.#lanes.map((lane) => lane.end()));
    }
    const stopped = this.#tally.done < this.#databases.length ? this.#stopped : undefined;
    this.#tell();
    return {
      summary: this.#tally.summary(this.#databases.length, stopped),
      groups: this.#tally.groups,
    };
  }

  /** Looks for the first databases that have something to apply, and tries these alone. */
  async #canaries(): Promise<void> {
    const canary = this.#job.kind === 'run' ? this.#options.canary : 0;
    if (canary === 0 || this.#databases.length === 1) return;
    const enough = (): boolean => this.#waiting.length >= canary;
    await this.#inLanes(() => (enough() ? undefined : this.#fromList()), true);
    for (let tried = 0; tried < canary && this.#stopped === undefined; tried += 1) {
      const database = this.#waiting.shift();
      const [lane] = this.#lanes;
      if (database === undefined || lane === undefined) return;
      const answer = await lane.take(database, false);
      if (answer !== 'pending' && answer.result === 'failed')
        this.#stopped ??= `${database}, which was tried first, failed`;
      this.#settle(answer, database);
    }
  }

  /** Lets each lane take one database after the other, until there are no more or one of them stops all. */
  async #inLanes(next: () => string | undefined, look: boolean): Promise<void> {
    const lane = async (each: FleetLane): Promise<void> => {
      while (this.#stopped === undefined) {
        const database = next();
        if (database === undefined) return;
        this.#settle(await each.take(database, look), database);
      }
    };
    const ends = await Promise.allSettled(
      this.#lanes.map(async (each) => {
        try {
          await lane(each);
        } catch (error) {
          this.#stopped ??= 'it could not go on';
          throw error;
        }
      }),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  #fromList(): string | undefined {
    const database = this.#databases[this.#next];
    this.#next += 1;
    return database;
  }

  #settle(answer: FleetAnswer, database: string): void {
    if (answer === 'pending') {
      this.#waiting.push(database);
      return;
    }
    this.#tally.add(answer);
    this.#options.onResult?.(answer);
    if (
      answer.result === 'failed' &&
      this.#job.kind !== 'status' &&
      this.#options.onFailure === 'stop'
    )
      this.#stopped ??= `${database} failed`;
    const now = performance.now();
    if (now - this.#told < PROGRESS_MS) return;
    this.#told = now;
    this.#tell();
  }

  #tell(): void {
    this.#runtime.emit({
      type: 'fleet-progress',
      done: this.#tally.done,
      total: this.#databases.length,
      failed: this.#tally.failed,
    });
  }
}

/** Nobody reads faster than this. */
const PROGRESS_MS = 100;

function orderOf(job: FleetJob, { env }: FleetOptions, { cwd, waitMs }: Runtime): WorkerOrder {
  return {
    job,
    cwd,
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(env === undefined ? {} : { env }),
  };
}
