import type { EngineEvent } from '../core/events.ts';
import { Paced } from './paced.ts';
import type { RunningChange } from './projectEntry.ts';

/** Milliseconds between two looks of a person at what is going on. Thousands of scripts may run in a second. */
const EVERY_MS = 100;

/** What events say of a change that is going on, told no faster than a person can see it. */
export class RunProgress {
  readonly #done = new Set<string>();
  readonly #told: Paced<RunningChange>;
  #running: RunningChange;

  constructor(begun: RunningChange, tell: (running: RunningChange) => void) {
    this.#running = begun;
    // The entry of a project is never changed in place, so it gets a list of its own.
    this.#told = new Paced(EVERY_MS, (running) => tell({ ...running, done: new Set(this.#done) }));
  }

  follow(event: EngineEvent): void {
    const next = this.#after(event);
    if (next === undefined) return;
    this.#running = next;
    this.#told.set(next);
  }

  /** Tells nothing more. */
  dispose(): void {
    this.#told.dispose();
  }

  #after(event: EngineEvent): RunningChange | undefined {
    const running = this.#running;
    if (event.type === 'fleet-progress') {
      const { done, total } = event;
      return { ...running, title: `${running.title.split(':')[0]}: ${done} of ${total}` };
    }
    if (event.type === 'migration-started') return { ...running, file: event.file };
    if (event.type !== 'migration-applied') return undefined;
    this.#done.add(event.file);
    const { file: _file, ...rest } = running;
    return rest;
  }
}
