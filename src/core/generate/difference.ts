import { reading, statsOf } from '../database/open.ts';
import type { Project } from '../project/project.ts';
import { MigrateError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { compareWithDesired } from './compare.ts';
import { projectDesired } from '../migration/desiredSchema.ts';
import type { CompareOptions, Comparison } from './compare.ts';
import { countHazards, withoutRows } from '../schema/data/hazards.ts';
import { kindOfSource } from '../schema/desired/sourceKind.ts';

/** What `readDifference` compares. */
export interface DifferenceOptions extends Omit<CompareOptions, 'from'> {
  /** Instead of the project's database: another one, or whatever else can be a desired schema. */
  readonly from?: string;
}

/**
 * A comparison whose hazards are counted. Where the first side is no database there are no rows. Reads only, and needs
 * neither a version nor scripts. Throws as `compareWithDesired`.
 */
export async function readDifference(
  project: Project,
  { from, ...options }: DifferenceOptions,
  runtime: Runtime,
): Promise<Comparison> {
  if (from !== undefined && other(from, () => kindOfSource(from)) !== 'database') {
    const schema = other(from, () => projectDesired(project, { ...options, runtime }, from).schema);
    const comparison = await compareWithDesired(project, { ...options, from: schema }, runtime);
    return { ...comparison, plan: withoutRows(comparison.plan) };
  }
  const database = from ?? project.database;
  const comparison = await compareWithDesired({ ...project, database }, options, runtime);
  const plan =
    statsOf(database) === undefined
      ? withoutRows(comparison.plan)
      : reading(database, (connection) => countHazards(comparison.plan, connection));
  return { ...comparison, plan };
}

/** The failure of the side that is compared says which flag has named it. */
function other<T>(source: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!MigrateError.is(error, 'schema-source-failed')) throw error;
    throw new MigrateError({ ...error.failure, source, flag: '--from' }, { cause: error });
  }
}
