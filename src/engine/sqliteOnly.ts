import { MigrateError } from '../core/errors.ts';
import { requireSqlite } from '../core/project/backendFile.ts';
import type { Project } from '../core/project/project.ts';
import type { Runtime } from '../core/runtime.ts';

interface ProjectParams {
  readonly project: Project;
}

type Handler<P extends ProjectParams, R> = (
  params: P,
  runtime: (cwd: string) => Runtime,
) => R | Promise<R>;

/**
 * A request that knows the SQL of SQLite, its schema and its rows: of a script for another database it says `nothing`,
 * since that is in another dialect, and what is right there would be called a mistake.
 */
export function ofSqliteScripts<P extends ProjectParams, R>(
  nothing: R,
  handler: Handler<P, R>,
): Handler<P, R> {
  return (params, runtime) => (isSqlite(params.project) ? handler(params, runtime) : nothing);
}

/** A request that needs a SQLite file. Throws `custom-backend` or `bad-backend` for other databases. */
export function onSqliteFiles<P extends ProjectParams, R>(handler: Handler<P, R>): Handler<P, R> {
  return (params, runtime) => {
    requireSqlite(params.project);
    return handler(params, runtime);
  };
}

/** What is wrong with the module that selects another database is for the status to say. */
function isSqlite(project: Project): boolean {
  try {
    requireSqlite(project);
    return true;
  } catch (error) {
    if (error instanceof MigrateError) return false;
    throw error;
  }
}
