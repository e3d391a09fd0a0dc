import { FleetWorker } from '../core/fleet/worker.ts';
import type { FromWorker, ToWorker, WorkerOrder } from '../core/fleet/protocol.ts';
import type { EngineEvent } from '../core/events.ts';
import { processRuntime } from './runtime.ts';
import { visible } from './visible.ts';

/** Milliseconds that a script has to end, and its database to be put back, after the parent is gone. */
const LAST_WORK_MS = 10_000;

/**
 * One process of a fleet: it does to each database what its order says, and ends with its parent, when the database at
 * hand has come to a boundary between two scripts.
 */
export function serveFleet(): void {
  if (process.send === undefined) throw new Error('fleet-worker is started by a fleet run');
  const cancel = new AbortController();
  let worker: FleetWorker | undefined;
  let busy = false;
  let lost = false;
  const take = async (database: string, look: boolean): Promise<void> => {
    if (worker === undefined) throw new Error('the first message is the order');
    busy = true;
    const answer = await worker.take(database, look);
    busy = false;
    say({ type: 'answer', answer });
    if (lost) process.exit(0);
  };
  const leave = (): void => {
    lost = true;
    cancel.abort();
    if (!busy) process.exit(0);
    setTimeout(() => process.exit(1), LAST_WORK_MS).unref();
  };
  process.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'order':
        worker = newWorker(message.order, cancel.signal);
        return say({ type: 'ready', fingerprint: worker.fingerprint });
      case 'database':
        return void take(message.database, message.look);
      case 'cancel':
        return cancel.abort();
      case 'end':
        return leave();
    }
  });
  process.once('disconnect', leave);
}

function newWorker({ job, cwd, waitMs, env }: WorkerOrder, signal: AbortSignal): FleetWorker {
  const runtime = processRuntime(warn, waitMs);
  const ends = runtime.signal === undefined ? signal : AbortSignal.any([runtime.signal, signal]);
  return new FleetWorker(job, { ...runtime, cwd, signal: ends, env: { ...runtime.env, ...env } });
}

/** What a script prints is not passed on: ten thousand times the same would hide what matters. */
function warn(event: EngineEvent): void {
  if (event.type === 'warning' || event.type === 'recovered')
    say({ type: 'warning', text: visible(event.text) });
}

function say(message: FromWorker): void {
  // The parent may be gone; what was done stands in the database.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
