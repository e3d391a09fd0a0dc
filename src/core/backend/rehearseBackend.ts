import { MigrateError } from '../errors.ts';
import { pendingOf } from '../migration/pending.ts';
import type { MigrationResult, RunReport } from '../migration/report.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import { readScript } from '../migration/script.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { applyInside, runsInTransaction } from './applyBackend.ts';
import type { BackendStep } from './applyBackend.ts';
import type { Backend } from './backend.ts';
import { inSession, waitOf } from './session.ts';
import type { Session } from './session.ts';
import { checkConnected } from './statusBackend.ts';

/**
 * Runs the pending scripts in one transaction on the database itself, and rolls that back. The report tells what a run
 * would come to; a script that cannot be in a transaction, and all behind it, are `not-run`. Other programs wait for the
 * locks that it takes meanwhile, and numbers taken from sequences do not come back.
 * Throws `bad-argument` where the backend cannot roll changes of the schema back; a failing script is in the report.
 */
export async function rehearseBackend(
  project: Project,
  file: string,
  options: Pick<RunOptions, 'to' | 'force' | 'python'>,
  runtime: Runtime,
): Promise<RunReport> {
  return inSession(project, file, { ...options, purpose: 'write' }, runtime, async (session) => {
    const { backend } = session;
    requireRollback(backend);
    await backend.lock(waitOf(runtime));
    await backend.begin();
    try {
      return await rehearse(project, session, options);
    } finally {
      await backend.rollback();
      await backend.unlock();
    }
  });
}

function requireRollback(backend: Backend): void {
  if (!backend.missing.includes('rehearsal')) return;
  const reason = `${backend.name} cannot undo changes of the schema, so nothing can be tried there. Nothing was changed`;
  throw new MigrateError({ code: 'bad-argument', argument: '--dry-run', reason });
}

async function rehearse(
  project: Project,
  session: Session,
  options: Pick<RunOptions, 'to' | 'force'>,
): Promise<RunReport> {
  const { backend } = session;
  await backend.ensureMetaTable();
  const check = await checkConnected(project, backend);
  const pending = pendingOf(check, options);
  const history = project.history && !backend.missing.includes('history');
  if (history) await backend.ensureHistory();
  const from = check.report.version ?? 0;
  const { warnings } = check.report;
  const results: MigrationResult[] = [];
  let to = from;
  for (const migration of pending) {
    const step = { project, migration, script: readScript(migration.path), from: to, history };
    const { result, error } = await tryStep(session, step, results.at(-1));
    results.push(result);
    if (result.result === 'applied') to = migration.version;
    if (error === undefined) continue;
    const rest = pending.slice(results.length).map(notRun);
    const report = error.report(false);
    return { ok: false, from, to, migrations: [...results, ...rest], warnings, error: report };
  }
  return { ok: true, from, to, migrations: results, warnings };
}

async function tryStep(
  session: Session,
  step: BackendStep,
  before: MigrationResult | undefined,
): Promise<{ readonly result: MigrationResult; readonly error?: MigrateError }> {
  const skipped = before?.result === 'not-run' || !runsInTransaction(session.backend, step);
  if (skipped) return { result: notRun(step.migration) };
  const { version, file } = step.migration;
  const started = performance.now();
  const ended = (result: 'applied' | 'failed'): MigrationResult => {
    const durationMs = Math.round((performance.now() - started) * 100) / 100;
    return { version, file, result, durationMs };
  };
  try {
    await applyInside(session, step);
    return { result: ended('applied') };
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return { result: ended('failed'), error };
  }
}

function notRun({ version, file }: Pick<MigrationResult, 'version' | 'file'>): MigrationResult {
  return { version, file, result: 'not-run', durationMs: 0 };
}
