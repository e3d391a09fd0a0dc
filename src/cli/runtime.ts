import type { EngineEvent } from '../core/events.ts';
import type { Runtime } from '../core/runtime.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The Runtime of this process. `emit` receives the engine's events. */
export function processRuntime(emit: (event: EngineEvent) => void): Runtime {
  const cancel = new AbortController();
  const onSignal = (): void => cancel.abort();
  return {
    now: () => new Date(),
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    pid: process.pid,
    signal: cancel.signal,
    emit: (event) => {
      watchSignals(event, onSignal);
      emit(event);
    },
  };
}

/**
 * Signals are caught only while a script process runs: then the engine ends it and puts the snapshot back.
 * At any other time the default action ends this process at once, even inside a long SQL statement, where no handler
 * could run, and SQLite rolls back.
 */
function watchSignals(event: EngineEvent, onSignal: () => void): void {
  if (event.type === 'script-started') for (const signal of SIGNALS) process.on(signal, onSignal);
  if (event.type === 'script-finished') for (const signal of SIGNALS) process.off(signal, onSignal);
}
