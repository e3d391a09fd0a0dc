import type { EngineClient } from '../engine/client.ts';
import type { FleetReport } from '../core/fleet/fleet.ts';
import type { ProjectEntry } from './projectEntry.ts';

interface Looks {
  readonly running: Promise<FleetReport>;
  next?: Promise<FleetReport>;
}

/** Looks at the databases of fleets. Such a look takes a while, so there is one at a time, and one that waits for it. */
export class FleetLooks {
  readonly #engine: EngineClient;
  readonly #looks = new Map<string, Looks>();

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /** A look that begins after this call. Rejects with the engine's errors. */
  async look(entry: ProjectEntry): Promise<FleetReport> {
    const { key } = entry;
    const looks = this.#looks.get(key);
    if (looks === undefined) return this.#begin(entry);
    looks.next ??= looks.running.then(
      async () => this.#begin(entry),
      async () => this.#begin(entry),
    );
    return looks.next;
  }

  async #begin({ key, project }: ProjectEntry): Promise<FleetReport> {
    const running = this.#engine.mutate('fleetStatus', { project }, { key: `look#${key}` });
    const looks: Looks = { running };
    this.#looks.set(key, looks);
    try {
      return await running;
    } finally {
      if (this.#looks.get(key) === looks && looks.next === undefined) this.#looks.delete(key);
    }
  }
}
