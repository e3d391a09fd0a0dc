import type { Connection } from '../database/connection.ts';
import { BUSY_TIMEOUT, reading } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { loadDesired } from '../schema/desired/desired.ts';
import type { DesiredSchema } from '../schema/desired/desired.ts';
import type { PrintedCache } from '../schema/desired/printedCache.ts';
import { describeChanges } from '../schema/diff/describe.ts';
import { diffSchemas } from '../schema/diff/diff.ts';
import { inspect } from '../schema/inspect.ts';
import type { Schema } from '../schema/model.ts';
import { readFolder } from './folder.ts';
import { interpreterFor } from './interpreter.ts';
import type { Drift } from './report.ts';

/** How code that tells a desired schema is run. */
export interface DesiredContext {
  readonly runtime: Pick<Runtime, 'env' | 'platform' | 'node'>;
  /** Interpreters; they override the configuration. */
  readonly python?: string;
  readonly shell?: string;
  /** Milliseconds that code may take. */
  readonly timeoutMs?: number;
  readonly cache?: PrintedCache;
}

/** The desired schema of a project. Throws `no-desired-schema` where neither it nor the argument names one. */
export function projectDesired(
  project: Project,
  { runtime, python, shell, timeoutMs, cache }: DesiredContext,
  schema = project.schema,
): DesiredSchema {
  if (schema === undefined) throw new MigrateError({ code: 'no-desired-schema' });
  const programs = {
    ...(python === undefined ? {} : { python }),
    ...(shell === undefined ? {} : { shell }),
  };
  return loadDesired(schema, {
    root: project.root,
    env: runtime.env,
    python: interpreterFor('py', project, programs, runtime),
    shell: interpreterFor('sh', project, programs, runtime),
    further: declarativeScripts(project),
    ...(runtime.node === undefined ? {} : { node: runtime.node }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(cache === undefined ? {} : { cache }),
  });
}

/** In what the database differs from the desired schema. Reads only. Throws as `compareWithDesired`. */
export function driftOf(
  project: Project,
  context: DesiredContext,
  busyTimeout = BUSY_TIMEOUT,
): Drift {
  const { schema: to, source } = projectDesired(project, context);
  const live = (connection: Connection): Schema => inspect(connection);
  const { changes, candidates } = diffSchemas(reading(project.database, live, busyTimeout), to);
  return { source, changes: describeChanges(changes), candidates: candidates.length };
}

/** TupleSaver's scripts without numbers make views, indexes and triggers that no model speaks of. */
function declarativeScripts(project: Project): readonly string[] {
  if (project.convention !== 'tuplesaver') return [];
  return readFolder(project).declarative.map(({ path }) => path);
}
