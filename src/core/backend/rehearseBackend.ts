import { MigrateError } from '../errors.ts';
import type { MigrationFile } from '../migration/folder.ts';
import { pendingOf } from '../migration/pending.ts';
import { readScript } from '../migration/script.ts';
import type { ProjectCheck } from '../migration/status.ts';
import type { Project } from '../project/project.ts';
import type { RehearsalOptions } from '../rehearse/rehearse.ts';
import type { RehearsalReport } from '../rehearse/report.ts';
import type { Runtime } from '../runtime.ts';
import type { Backend } from './backend.ts';
import { beginRehearsal, failedRehearsal, rehearsalReport } from './rehearsalProgress.ts';
import type { RehearsalProgress } from './rehearsalProgress.ts';
import { requireTransactional } from './runBackend.ts';
import { inSession, waitOf } from './session.ts';
import type { Session } from './session.ts';
import { checkConnected, checkQuietly } from './statusBackend.ts';
import { trySteps } from './trySteps.ts';

/**
 * Runs the pending scripts in one transaction on the database itself, and rolls that back. Other programs wait for the
 * locks that it takes meanwhile, and numbers taken from sequences do not come back. A script that cannot be in a
 * transaction, and all behind it, are `not-run`; so are all of them where the hooks cannot undo changes of the schema,
 * and then the database is only looked at. Whatever goes wrong is in the report.
 */
export async function rehearseBackend(
  project: Project,
  file: string,
  options: RehearsalOptions,
  runtime: Runtime,
): Promise<RehearsalReport> {
  const progress = beginRehearsal();
  try {
    requireDatabase(options);
    await inSession(project, file, { ...options, purpose: purposeOf }, runtime, (session) => {
      progress.backend = session.backend;
      return tries(session.backend)
        ? tryPending(project, session, options, progress)
        : listPending(project, session, options, progress);
    });
    return rehearsalReport(project, progress);
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return failedRehearsal(project, progress, error);
  }
}

function tries({ missing }: Backend): boolean {
  return !missing.includes('rehearsal');
}

function purposeOf(backend: Backend): 'rehearse' | 'read' {
  return tries(backend) ? 'rehearse' : 'read';
}

function requireDatabase({ on }: RehearsalOptions): void {
  if (on !== 'reference') return;
  const reason = 'there are references of SQLite files only';
  throw new MigrateError({ code: 'bad-argument', argument: '--on', reason });
}

/** Says what would run, where nothing can be tried. */
async function listPending(
  project: Project,
  { backend }: Session,
  options: RehearsalOptions,
  progress: RehearsalProgress,
): Promise<void> {
  progress.basis = 'none';
  const pending = begin(await checkQuietly(project, backend), options, progress);
  const why = backend.missing.includes('transaction')
    ? 'has no hooks for transactions'
    : 'does not say that a rollback undoes changes of the schema';
  if (pending.length > 0)
    progress.warnings.push(`${backend.name} ${why}, so no script was tried. They are listed only`);
}

async function tryPending(
  project: Project,
  session: Session,
  options: RehearsalOptions,
  progress: RehearsalProgress,
): Promise<void> {
  const { backend, runtime } = session;
  await backend.lock(waitOf(runtime));
  const before = await backend.readVersion();
  await backend.begin();
  try {
    await tryInside(project, session, options, progress);
  } catch (error) {
    await undo(backend, before).catch(keepFirst);
    throw error;
  }
  await undo(backend, before);
}

async function tryInside(
  project: Project,
  session: Session,
  options: RehearsalOptions,
  progress: RehearsalProgress,
): Promise<void> {
  const { backend } = session;
  await backend.ensureMetaTable();
  const pending = begin(await checkConnected(project, backend), options, progress);
  const history = project.history && !backend.missing.includes('history');
  const steps = pending.map((migration, index) => {
    const from = pending[index - 1]?.version ?? progress.from;
    return { project, migration, script: readScript(migration.path), from, history };
  });
  if (options.atomic === true) requireTransactional(session, steps);
  if (history && steps.length > 0) await backend.ensureHistory();
  await trySteps(session, steps, progress);
}

/** Takes down what is pending. Throws what stands in the way of a run. */
function begin(
  check: ProjectCheck,
  options: RehearsalOptions,
  progress: RehearsalProgress,
): readonly MigrationFile[] {
  const { version, warnings } = check.report;
  progress.from = progress.to = version ?? 0;
  progress.warnings.push(...warnings);
  const pending = pendingOf(check, options);
  progress.results = pending.map(({ version: number, file, path }) => ({
    version: number,
    file,
    path,
    result: 'not-run',
    durationMs: 0,
    lockedMs: null,
    tables: [],
  }));
  return pending;
}

/**
 * Rolls back and gives the lock away. Throws where the version is not what it was before: a script has ended the
 * transaction in a way that was not foreseen, and then what it did is real.
 */
async function undo(backend: Backend, before: number | null | undefined): Promise<void> {
  await backend.rollback();
  const after = await backend.readVersion();
  await backend.unlock();
  if (after === before) return;
  const [was, is] = [before, after].map((version) => version ?? 'none');
  throw new MigrateError({
    code: 'backend-failed',
    file: backend.file,
    hook: 'rollback',
    reason: `the version was ${was} and is ${is} after the rehearsal. A script has ended the transaction itself, or another program has migrated the database meanwhile`,
    outcome: 'none',
    leaves: 'earlier',
  });
}

/** What stopped the rehearsal counts more; a connection that is gone has rolled back by itself. */
function keepFirst(error: unknown): void {
  if (!(error instanceof MigrateError)) throw error;
}
