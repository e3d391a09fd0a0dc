import { requireSqlite } from '../project/backendFile.ts';
import { reading, statsOf } from '../database/open.ts';
import { planMigration } from './migrationPlan.ts';
import { projectDesired } from '../migration/desiredSchema.ts';
import type { DesiredContext } from '../migration/desiredSchema.ts';
import type { Project } from '../project/project.ts';
import { resolveSchema } from '../project/schemaSource.ts';
import { latestVersion } from '../replay/latestVersion.ts';
import { schemaAtVersion } from '../replay/replay.ts';
import type { Runtime } from '../runtime.ts';
import type { Renames, SchemaDiff } from '../schema/change.ts';
import { diffSchemas } from '../schema/diff/diff.ts';
import { inspect } from '../schema/inspect.ts';
import type { Schema } from '../schema/model.ts';
import type { Plan } from '../schema/step.ts';

export interface CompareOptions extends Omit<DesiredContext, 'runtime'> {
  /** Where the desired schema is; the project's key `schema` without it. Relative to `Runtime.cwd`. */
  readonly schema?: string;
  /** The live schema, where it is known; the database is not read then. */
  readonly from?: Schema;
  /** Answers to what may have been renamed. */
  readonly renames?: Renames;
  /** Whether scripts that are programs may run where there is no database and the scripts have to tell. */
  readonly scripts?: boolean;
}

/** A live schema and the desired one, and the way from the first to the second. */
export interface Comparison {
  readonly from: Schema;
  readonly to: Schema;
  readonly diff: SchemaDiff;
  /** Hazards are not counted yet. */
  readonly plan: Plan;
  /** What messages call the source of the desired schema. */
  readonly source: string;
}

/**
 * Compares the database with the desired schema; where there is no database, what the scripts make. The database may be
 * unversioned. Reads only. Throws `no-desired-schema`, `schema-failed`, `schema-source-failed` and what reading throws.
 */
export async function compareWithDesired(
  project: Project,
  options: CompareOptions,
  runtime: Runtime,
): Promise<Comparison> {
  requireSqlite(project);
  const named =
    options.schema === undefined ? undefined : resolveSchema(runtime.cwd, options.schema);
  const desired = projectDesired(project, { ...options, runtime }, named);
  const from = options.from ?? (await liveSchema(project, options, runtime));
  const { schema: to, source } = desired;
  const diff = diffSchemas(from, to, options.renames);
  const plan = planMigration(diff, { from, to, target: project.target });
  return { from, to, diff, plan, source };
}

/** The schema of the database; where there is none, what the scripts make, or an empty one without scripts. */
export async function liveSchema(
  project: Project,
  { scripts = false }: Pick<CompareOptions, 'scripts'>,
  runtime: Runtime,
): Promise<Schema> {
  if (statsOf(project.database) !== undefined) return reading(project.database, inspect);
  const latest = latestVersion(project);
  return (await schemaAtVersion(project, latest, runtime, { scripts })).schema;
}
