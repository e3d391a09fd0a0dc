import { join } from 'node:path';
import { previewRestore } from '../backup/preview.ts';
import { restoreReference } from '../backup/reference.ts';
import { restoreBackup } from '../backup/restore.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../database/temporaryFolder.ts';
import { createDatabase } from '../database/version.ts';
import type { RestoreReport, TablePreview } from '../backup/backupFile.ts';
import { afterEarlier, MigrateError, errorReport } from '../errors.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import { referencePath } from '../project/reference.ts';
import type { Runtime } from '../runtime.ts';
import { generateMigration } from '../generate/generate.ts';
import type { StatusReport } from '../migration/report.ts';
import { restoreScripts } from '../migration/restoreScripts.ts';
import { runPending } from '../migration/run.ts';
import type { DevOptions, WorkflowReport, WorkflowStep } from './workflow.ts';
import { errorLines, workflowStatus } from './workflowStatus.ts';

/** Either one thing that was done, after which the state is looked at again, or why nothing more is. */
type Move =
  | { readonly step: WorkflowStep }
  | { readonly stopped: string; readonly losses?: readonly TablePreview[] };

/**
 * Brings a developer's database up to date: applies what is pending, and where an applied script was edited, goes back
 * to the reference first. Each kind of repair is made once at most, so it always ends.
 * Failures are in the report. Throws `custom-backend` for another database than a SQLite file.
 */
export async function dev(
  project: Project,
  options: DevOptions,
  runtime: Runtime,
): Promise<WorkflowReport> {
  requireSqlite(project, 'Use fastmigrate run, which applies what is pending');
  const steps: WorkflowStep[] = [];
  const look = (): StatusReport => workflowStatus(project, options, runtime);
  let status = look();
  try {
    while (status.state !== 'CURRENT' || status.interrupted !== undefined) {
      const move = await nextMove(project, status, steps, options, runtime);
      if ('stopped' in move) return { ok: false, state: status.state, steps, ...move };
      steps.push(move.step);
      status = look();
      if (move.step.did === 'applied' && move.step.error !== undefined)
        return { ok: false, state: status.state, steps, error: move.step.error };
      // A person is to look at it before it is applied.
      if (move.step.did === 'generated')
        return { ok: false, state: status.state, steps, stopped: generatedText(move.step) };
    }
    return { ok: true, state: status.state, steps };
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    const failure = steps.length > 0 ? afterEarlier(error) : error;
    return { ok: false, state: status.state, steps, error: errorReport(failure) };
  }
}

async function nextMove(
  project: Project,
  status: StatusReport,
  done: readonly WorkflowStep[],
  options: DevOptions,
  runtime: Runtime,
): Promise<Move> {
  const tried = (...kinds: readonly WorkflowStep['did'][]) =>
    done.some(({ did }) => kinds.includes(did));
  switch (status.state) {
    case 'ABSENT':
      if (tried('created', 'restored')) return unchanged(status);
      if (status.reference !== undefined)
        return { step: { did: 'restored', ...(await restoreReference(project, runtime)) } };
      createDatabase(project.database, project.convention);
      return { step: { did: 'created' } };
    case 'CONFLICTED':
      if (tried('restored-scripts')) return unchanged(status);
      if (options.restoreScripts !== true) return { stopped: conflictText(status, WITH_FLAG) };
      return {
        step: { did: 'restored-scripts', ...restoreScripts(project, 'reference', runtime) },
      };
    case 'DIVERGED':
      if (tried('restored', 'emptied')) return unchanged(status);
      if (status.reference !== undefined)
        return { step: { did: 'restored', ...(await restoreReference(project, runtime)) } };
      return startAnew(project, options, runtime);
    case 'PENDING':
    case 'CURRENT':
      if (tried('applied')) return unchanged(status);
      return { step: { did: 'applied', ...(await runPending(project, options, runtime)) } };
    case 'DRIFT':
      return generate(project, status, runtime);
    case 'UNVERSIONED':
      return { stopped: UNVERSIONED };
    case 'ERROR':
      return { stopped: errorLines(status) };
  }
}

const WITH_FLAG = ' with --restore-scripts, which saves yours first';
const UNVERSIONED =
  'The database has no version record. Take it under management with fastmigrate enroll or fastmigrate baseline.';

async function generate(project: Project, status: StatusReport, runtime: Runtime): Promise<Move> {
  const { file, changes, undecided } = await generateMigration(project, {}, runtime);
  if (file === null) return unchanged(status);
  return { step: { did: 'generated', file, changes, undecided } };
}

function generatedText({ undecided }: Extract<WorkflowStep, { did: 'generated' }>): string {
  const choice = undecided.length === 0 ? 'Look it over' : 'Choose one of the options in it';
  return `The schema differed from the desired one, so a migration for it was written. ${choice}, then use fastmigrate dev again, which applies it.`;
}

function unchanged({ state }: StatusReport): Move {
  return { stopped: `Still ${state} after the repair. Look at fastmigrate status.` };
}

/** Says which scripts disagree with the reference, and every way out. `how` says how the reference's scripts are taken. */
export function conflictText(status: StatusReport, how = ''): string {
  const conflicts = status.migrations
    .filter((migration) => migration.status === 'conflicted')
    .map(({ file, detail }) => `${file}: ${detail ?? 'it differs from the reference'}`);
  return `${conflicts.join('. ')}. Take the reference's scripts${how}, or give your own unapplied script another number with fastmigrate renumber.`;
}

/** There is nothing to go back to but an empty database, and that takes somebody's consent. */
async function startAnew(
  project: Project,
  { reset, approveReset }: DevOptions,
  runtime: Runtime,
): Promise<Move> {
  const folder = makeTemporaryFolder('copy', runtime.pid);
  const empty = join(folder, 'empty.db');
  try {
    createDatabase(empty, project.convention);
    const losses = previewRestore(project, empty).tables.filter(
      ({ table, onlyNow }) => onlyNow > 0 && !/^_(?:meta|migrations)$/i.test(table),
    );
    if (reset !== true && (await approveReset?.(losses)) !== true)
      return { stopped: resetText(project, losses), losses };
    const report: RestoreReport = await restoreBackup(project, empty, runtime);
    return { step: { did: 'emptied', ...report } };
  } finally {
    removeTemporaryFolder(folder);
  }
}

function resetText(project: Project, losses: readonly TablePreview[]): string {
  const rows = losses.map(({ table, onlyNow }) => `${onlyNow} of ${table}`).join(', ');
  const file = referencePath(project);
  const where = file === undefined ? 'No reference is configured' : `There is no reference ${file}`;
  const lost = rows === '' ? 'It holds no rows.' : `These rows would go: ${rows}.`;
  return `An applied script was edited or is gone. ${where} to go back to, so the database would have to begin empty. ${lost} Use --reset for that, or make a reference with fastmigrate backup --ref, or undo the edit.`;
}
