import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { variableOf } from '../project/connection.ts';
import type { Runtime } from '../runtime.ts';
import type { Backend, Purpose } from './backend.ts';
import { openBackend } from './openBackend.ts';
import type { OpenOptions } from './openBackend.ts';
import { redactedError, redacting, redactor } from './redact.ts';
import type { Redact } from './redact.ts';

/** A loaded and connected backend with a runtime whose events hold no secrets. */
export interface Session {
  readonly backend: Backend;
  readonly runtime: Runtime;
}

/** How long a runner waits for another one, in milliseconds, unless the runtime says otherwise. */
const RUNNER_WAIT = 10 * 60_000;

/** Milliseconds to wait for another run. */
export function waitOf({ waitMs }: Runtime): number {
  return waitMs ?? RUNNER_WAIT;
}

/**
 * Connects through a module's hooks for the time of `body`. Whatever is thrown comes without secrets.
 * Throws what `openBackend` and the hooks throw.
 */
export async function inSession<T>(
  project: Project,
  file: string,
  options: OpenOptions & { readonly purpose: Purpose | ((backend: Backend) => Purpose) },
  runtime: Runtime,
  body: (session: Session) => Promise<T>,
): Promise<T> {
  const redact = redactorOf(project, runtime);
  const quiet = redacting(runtime, redact);
  try {
    const backend = await openBackend(project, file, { ...options, redact }, quiet);
    try {
      const { purpose } = options;
      const wanted = typeof purpose === 'function' ? purpose(backend) : purpose;
      await backend.connect(wanted, waitOf(runtime));
      return await body({ backend, runtime: quiet });
    } finally {
      await backend.close();
    }
  } catch (error) {
    throw runtime.signal?.aborted === true && !MigrateError.is(error, 'cancelled')
      ? new MigrateError({ code: 'cancelled', what: 'the run' })
      : redactedError(error, redact);
  }
}

/** As `inSession`, while no other runner is at work, where the backend has a lock, and with a version record. */
export function inTurnOf<T>(
  project: Project,
  file: string,
  options: OpenOptions,
  runtime: Runtime,
  body: (session: Session) => Promise<T>,
): Promise<T> {
  return inSession(project, file, { ...options, purpose: 'write' }, runtime, async (session) => {
    const { backend } = session;
    await backend.lock(waitOf(runtime));
    try {
      // Only now: several runners that make the same table at once get in each other's way.
      await backend.ensureMetaTable();
      return await body(session);
    } finally {
      await unlock(backend);
    }
  });
}

function redactorOf({ connection }: Project, { env }: Runtime): Redact {
  if (connection === undefined) return redactor(undefined, env);
  const variable = variableOf(connection);
  return redactor(variable === undefined ? connection : env[variable], env);
}

/** The lock goes with the connection in any case, and what was thrown before counts more. */
async function unlock(backend: Backend): Promise<void> {
  try {
    await backend.unlock();
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
  }
}
