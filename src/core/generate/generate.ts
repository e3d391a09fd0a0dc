import { makeFolder } from '../database/makeFolder.ts';
import { requireSqlite } from '../project/backendFile.ts';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { realDatabase } from '../backup/guard.ts';
import { fileFailure } from '../database/failure.ts';
import { reading } from '../database/open.ts';
import { applyTogether } from '../migration/apply.ts';
import type { StatusReport } from '../migration/report.ts';
import { writeNew } from '../migration/scriptFile.ts';
import { checkProject } from '../migration/status.ts';
import { nextName } from '../project/naming.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import type { RenameCandidate, Renames } from '../schema/change.ts';
import { compareWithDesired } from './compare.ts';
import type { CompareOptions, Comparison } from './compare.ts';
import { countHazards } from '../schema/data/hazards.ts';
import { proofFailures } from '../schema/data/proof.ts';
import { inProofFolder } from '../schema/data/proofFolder.ts';
import { describeChanges } from '../schema/diff/describe.ts';
import { draftScript } from './draft.ts';
import type { Draft } from './draft.ts';
import { generatedName } from './generatedName.ts';
import { requireReady } from './generateState.ts';
import { obstacleText } from './readings.ts';
import { schemaAtVersion } from '../replay/replay.ts';
import type { Schema } from '../schema/model.ts';
import type { Hazard, Plan } from '../schema/step.ts';

/** What `generateMigration` is asked to do. */
export interface GenerateOptions extends Omit<CompareOptions, 'from'> {
  /** What the script is called; made from the changes without it. */
  readonly name?: string;
  /** Whether tables, columns and values may be lost. */
  readonly allowDestructive?: boolean;
  /** Write nothing. */
  readonly dryRun?: boolean;
}

/** What a generation came to. */
export interface GenerateReport {
  /** The script that was written; null where nothing differs, or for a dry run. */
  readonly file: string | null;
  /** Its text; empty where nothing differs. */
  readonly text: string;
  /** One line for each change. */
  readonly changes: readonly string[];
  readonly hazards: readonly Hazard[];
  /** What may have been renamed. While there is any, the script holds options and does not run. */
  readonly undecided: readonly RenameCandidate[];
  /** Whether the script was proven on a copy of the database; without a database it was on an empty one. */
  readonly proven: boolean;
}

/**
 * Writes the next script, which makes the desired schema of the database's, after proving on a copy that it does and
 * that every row that stays is what it was. Where nothing differs nothing is written.
 * Throws `refused` unless all scripts are applied, `not-plannable`, `data-violates`, `destructive` or `not-proven`;
 * then nothing is written. The database is only read.
 */
export async function generateMigration(
  project: Project,
  options: GenerateOptions,
  runtime: Runtime,
): Promise<GenerateReport> {
  requireSqlite(project);
  // Whether the schema is the desired one is asked here, once: the desired one may take a program to find out.
  const { schema: _, ...scripts } = project;
  const check = checkProject(scripts, { openDatabase: true });
  requireReady(check);
  const { report } = check;
  if (report.state !== 'ABSENT') {
    const provenOn = `a copy of the database at version ${report.version ?? 0}`;
    const real = realDatabase(project.database);
    return generateFrom({ project, options, runtime, report, real, provenOn });
  }
  const { scripts: programs = false } = options;
  const replayed = await schemaAtVersion(project, report.latest, runtime, { scripts: programs });
  return inProofFolder(runtime, (folder) => {
    const real = join(folder, 'replayed.db');
    writeFileSync(real, replayed.image);
    const provenOn = `an empty database at version ${report.latest}, since there is no other`;
    const from = replayed.schema;
    return generateFrom({ project, options, runtime, report, real, provenOn, from });
  });
}

/** One generation, with the database that it starts from. */
interface Generation {
  readonly project: Project;
  readonly options: GenerateOptions;
  readonly runtime: Runtime;
  readonly report: StatusReport;
  readonly real: string;
  readonly provenOn: string;
  /** Its schema, where that is known. */
  readonly from?: Schema;
}

async function generateFrom(generation: Generation): Promise<GenerateReport> {
  const { project, options, runtime, report, from } = generation;
  const comparison = await compareWithDesired(
    project,
    { ...options, ...(from === undefined ? {} : { from }) },
    runtime,
  );
  const { diff } = comparison;
  if (diff.changes.length === 0) return NOTHING;
  const file = nextFile(project, report, options.name ?? generatedName(diff));
  const { text, hazards } = await provenDraft(generation, comparison, file);
  return {
    file: options.dryRun === true ? null : writeScript(project, file, text),
    text,
    changes: describeChanges(diff.changes),
    hazards,
    undecided: diff.candidates,
    proven: report.state !== 'ABSENT',
  };
}

/** A script that is proven in each form in which it can run. An option that fails is left out, and the rest proven again. */
async function provenDraft(
  generation: Generation,
  comparison: Comparison,
  file: string,
): Promise<Draft> {
  const { project, options, runtime, real, provenOn } = generation;
  const { allowDestructive = false, renames = NO_RENAMES } = options;
  const count = (plan: Plan): Plan => reading(real, (connection) => countHazards(plan, connection));
  const unproven = new Map<number, string>();
  for (;;) {
    const drafting = { project, allowDestructive, renames, provenOn, count, unproven };
    const draft = draftScript(comparison, drafting);
    const attempts = draft.attempts.map(({ diff, text }) => ({
      ...comparison,
      diff,
      allowRetyped: allowDestructive,
      apply: (database: string) => applyDraft(generation, database, file, text),
    }));
    const failures = await proofFailures(real, attempts, runtime);
    const [first] = failures.filter((failure) => failure !== undefined);
    if (first === undefined) return draft;
    if (failures.every((failure) => failure !== undefined)) throw first;
    for (const [index, { number }] of draft.attempts.entries()) {
      const failure = failures[index];
      if (failure !== undefined) unproven.set(number, obstacleText(failure));
    }
  }
}

const NO_RENAMES: Renames = { tables: [], columns: [] };

const NOTHING: GenerateReport = {
  file: null,
  text: '',
  changes: [],
  hazards: [],
  undecided: [],
  proven: false,
};

/** One above every number that is in use, in the folder or in the database. */
function nextFile(
  { convention }: Project,
  { migrations, version, latest }: StatusReport,
  name: string,
): string {
  const files = migrations
    .filter(({ declarative }) => declarative !== true)
    .map(({ file }) => basename(file));
  return nextName({ files, taken: [version ?? 0, latest], name, kind: 'sql', convention });
}

/** Runs a script on a copy exactly as `run` would on the database. */
function applyDraft(
  { project, runtime, report }: Generation,
  database: string,
  file: string,
  text: string,
): void {
  const from = report.version ?? report.latest;
  const migration = {
    version: Number.parseInt(file, 10),
    file,
    path: join(project.migrations, file),
    kind: 'sql',
  } as const;
  const script = { text, recorded: text };
  applyTogether(
    [{ project: { ...project, database }, real: database, migration, script, from }],
    runtime,
  );
}

function writeScript(project: Project, file: string, text: string): string {
  const path = join(project.migrations, file);
  try {
    makeFolder(project.migrations);
    writeNew(path, text, 0o644);
    return path;
  } catch (error) {
    throw fileFailure(error, path);
  }
}
