import { setTimeout as sleep } from 'node:timers/promises';
import { withRunnerLock } from '../database/lock.ts';
import { elapsedMs } from '../elapsed.ts';
import { MigrateError } from '../errors.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { readRecord, realDatabase } from './guard.ts';
import { removeLeftovers } from './leftovers.ts';
import { livingProcesses } from './livingScript.ts';
import type { ScriptTrace } from './livingScript.ts';

/** How long a runner waits for another one, in milliseconds, unless the runtime says otherwise. */
const RUNNER_WAIT = 10 * 60_000;
const POLL_MS = 200;
/**
 * Milliseconds without a process of a script after which it counts as ended. A process that is being started, or goes on
 * as another program, cannot be told from others for a moment.
 */
const UNSEEN_MS = 250;
/** Milliseconds between two looks in that time. */
const LOOK_MS = 25;

/**
 * Runs `body` while nothing else of this program works on the database: no other runner, and no script of a runner
 * that was ended. What killed commands left half-made is gone then. `body` gets the database with its links followed.
 * Throws `custom-backend` for another database than a SQLite file, `busy` when the wait was in vain, `cancelled` when the signal is aborted meanwhile.
 */
export function inTurn<T>(
  project: Project,
  runtime: Runtime,
  body: (real: string) => Promise<T>,
  waitMs: number = runtime.waitMs ?? RUNNER_WAIT,
): Promise<T> {
  requireSqlite(project);
  const real = realDatabase(project.database);
  const until = elapsedMs() + waitMs;
  return withRunnerLock(real, { waitMs, signal: runtime.signal }, async () => {
    await untilScriptEnds(real, runtime, { until, waitMs });
    removeLeftovers(project, real, runtime);
    return body(real);
  });
}

/** A script outlives its runner when that alone is killed. It still writes, so nothing may be put back under it. */
async function untilScriptEnds(
  real: string,
  runtime: Runtime,
  { until, waitMs }: { readonly until: number; readonly waitMs: number },
): Promise<void> {
  const record = readRecord(real);
  const trace = record?.trace;
  if (record === undefined || trace === undefined) return;
  for (let said = false; ; said = true) {
    const processes = await processesSeen(trace, record.ended === true ? 0 : UNSEEN_MS);
    if (processes.length === 0) return;
    const { file: script } = record;
    if (elapsedMs() >= until)
      throw new MigrateError({
        code: 'busy',
        database: real,
        waitedMs: waitMs,
        by: 'script',
        processes,
        script,
      });
    if (runtime.signal?.aborted === true)
      throw new MigrateError({ code: 'cancelled', what: `waiting for ${script}` });
    if (!said)
      runtime.emit({
        type: 'warning',
        text: `${script} of a run that was ended is still running, process ${processes.join(', ')}; waiting for it`,
      });
    await sleep(POLL_MS);
  }
}

/** The processes of a script, as soon as one is seen; none where none is for a time. */
async function processesSeen(trace: ScriptTrace, unseenMs: number): Promise<readonly string[]> {
  for (const started = elapsedMs(); ; await sleep(LOOK_MS)) {
    const processes = livingProcesses(trace);
    if (processes.length > 0 || elapsedMs() - started >= unseenMs) return processes;
  }
}
