import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { driftOf } from './desiredSchema.ts';
import { isCodeSource } from '../schema/desired/desired.ts';
import type { Drift } from './report.ts';
import type { StatusOptions } from './status.ts';

/** What came of comparing a database with the desired schema; nothing where there is none. */
export interface SchemaAnswer {
  readonly drift?: Drift;
  /** Why the desired schema, or the database, could not be read. */
  readonly failure?: MigrateError;
  readonly warning?: string;
}

/** Compares the database with the desired schema, where the project has one and the options let it. Throws defects only. */
export function driftIn(project: Project, options: StatusOptions): SchemaAnswer {
  const { schema } = project;
  if (schema === undefined || options.drift === false) return {};
  if (options.desired === undefined && isCodeSource(schema))
    return { warning: 'the desired schema is code, which was not run: it is not compared with' };
  // A schema that is no code needs nothing from the environment.
  const context = options.desired ?? { runtime: { env: {}, platform: '' } };
  try {
    return { drift: driftOf(project, context, options.busyTimeout) };
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return { failure: error };
  }
}
