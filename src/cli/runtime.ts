import type { EngineEvent } from '../core/events.ts';
import type { Runtime } from '../core/runtime.ts';
import { processFacts } from '../processFacts.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The Runtime of this process. `emit` receives the engine's events; `waitMs` is how long to wait for another run. */
export function processRuntime(emit: (event: EngineEvent) => void, waitMs?: number): Runtime {
  const cancel = new AbortController();
  const onSignal = (): void => cancel.abort();
  return {
    now: () => new Date(),
    env: scriptEnvironment(),
    cwd: process.cwd(),
    platform: process.platform,
    pid: process.pid,
    signal: cancel.signal,
    node: processFacts(),
    ...(waitMs === undefined ? {} : { waitMs }),
    emit: (event) => {
      watchSignals(event, onSignal);
      emit(event);
    },
  };
}

/** In a task of the editor this process stands in for Node; scripts that start Electron themselves must not inherit that. */
function scriptEnvironment(): Runtime['env'] {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  return env;
}

/**
 * Signals are caught only while a script process runs, which the engine then ends and puts the snapshot back, and
 * while a database is copied, which then leaves nothing half-made.
 * At any other time the default action ends this process at once, even inside a long SQL statement, where no handler
 * could run, and SQLite rolls back.
 */
function watchSignals(event: EngineEvent, onSignal: () => void): void {
  if (event.type === 'script-started' || event.type === 'copy-started')
    for (const signal of SIGNALS) process.on(signal, onSignal);
  if (event.type === 'script-finished' || event.type === 'copy-finished')
    for (const signal of SIGNALS) process.off(signal, onSignal);
}
