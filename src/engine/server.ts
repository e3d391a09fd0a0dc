import { MigrateError } from '../core/errors.ts';
import type { Project } from '../core/project/project.ts';
import type { Runtime } from '../core/runtime.ts';
import { processFacts } from '../processFacts.ts';
import { Channel, ChannelError, ERROR_CODES } from './channel.ts';
import { handlers } from './handlers.ts';
import type { EngineRequests, EventNotification, FailureData } from './protocol.ts';

/**
 * Serves the extension over the channel of the process that forked this one.
 * Ends with that process: SQLite rolls back what was not committed, and a guarded script is put back by the next run.
 */
export function serve(): void {
  if (process.send === undefined)
    throw new Error('serve is for the extension, which talks to it over an IPC channel');
  const channel = new Channel(process);
  const lost = new AbortController();
  const cancelled = new AbortController();
  const emit: Runtime['emit'] = (event) => {
    const notification: EventNotification = { event };
    if (!lost.signal.aborted) void channel.notify('event', notification).catch(() => lost.abort());
  };
  const signal = AbortSignal.any([lost.signal, cancelled.signal]);
  for (const [method, handle] of Object.entries(handlers))
    register(channel, method, handle, emit, signal);
  channel.onNotification('cancel', () => cancelled.abort());
  process.once('disconnect', () => {
    lost.abort();
    // A script that is running now gets its time to end and to be put back.
    setTimeout(() => process.exit(1), 10_000).unref();
  });
}

type Handler = (params: never, runtime: (cwd: string) => Runtime) => unknown;

function register(
  channel: Channel,
  method: string,
  handle: Handler,
  emit: Runtime['emit'],
  signal: AbortSignal,
): void {
  const runtime = (cwd: string): Runtime => ({
    now: () => new Date(),
    env: process.env,
    cwd,
    platform: process.platform,
    pid: process.pid,
    signal,
    node: processFacts(),
    emit,
  });
  channel.onRequest(method, async (params) => {
    try {
      requireOneDatabase(method, params as EngineRequests[keyof EngineRequests]['params']);
      return await handle(params as never, runtime);
    } catch (error) {
      throw answered(error);
    }
  });
}

/** What is done to several databases at once; anything else would take the pattern for a file. */
const FOR_FLEETS: ReadonlySet<string> = new Set(['fleetStatus', 'fleetRun', 'new']);

function requireOneDatabase(method: string, params: object): void {
  if (FOR_FLEETS.has(method) || !('project' in params)) return;
  const { project } = params as { readonly project: Project };
  if (project.fleet === undefined) return;
  const reason = `this works on one database, and ${project.database} stands for several`;
  throw new MigrateError({ code: 'bad-argument', argument: method, reason });
}

/** A failure as data; a defect stays as it is, and is answered with its stack for the log. */
function answered(error: unknown): unknown {
  if (!(error instanceof MigrateError)) return error;
  const data: FailureData = { failure: error.failure, changed: false };
  return new ChannelError({ code: ERROR_CODES.failure, message: error.message, data });
}
