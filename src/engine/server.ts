import {
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { hasChanged, MigrateError } from '../core/errors.ts';
import type { Project } from '../core/project/project.ts';
import type { Runtime } from '../core/runtime.ts';
import { processFacts } from '../processFacts.ts';
import { handlers } from './handlers.ts';
import type { EngineRequests, EventNotification, FailureData } from './protocol.ts';

/**
 * Serves the extension over the channel of the process that forked this one.
 * Ends with that process: SQLite rolls back what was not committed, and a guarded script is put back by the next run.
 */
export function serve(): void {
  if (process.send === undefined)
    throw new Error('serve is for the extension, which talks to it over an IPC channel');
  const connection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );
  const lost = new AbortController();
  const cancelled = new AbortController();
  const emit: Runtime['emit'] = (event) => {
    const notification: EventNotification = { event };
    if (!lost.signal.aborted)
      void connection.sendNotification('event', notification).catch(() => lost.abort());
  };
  const signal = AbortSignal.any([lost.signal, cancelled.signal]);
  for (const [method, handle] of Object.entries(handlers))
    register(connection, method, handle, emit, signal);
  connection.onNotification('cancel', () => cancelled.abort());
  process.once('disconnect', () => {
    lost.abort();
    // A script that is running now gets its time to end and to be put back.
    setTimeout(() => process.exit(1), 10_000).unref();
  });
  connection.listen();
}

type Handler = (params: never, runtime: (cwd: string) => Runtime) => unknown;

function register(
  connection: MessageConnection,
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
  connection.onRequest(method, async (params: EngineRequests[keyof EngineRequests]['params']) => {
    try {
      requireOneDatabase(method, params);
      return await handle(params as never, runtime);
    } catch (error) {
      return responseError(error);
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

function responseError(error: unknown): ResponseError<FailureData | undefined> {
  if (error instanceof MigrateError)
    return new ResponseError(ErrorCodes.UnknownErrorCode, error.message, {
      failure: error.failure,
      changed: hasChanged(error.failure),
    });
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ResponseError(ErrorCodes.InternalError, text, undefined);
}
