import { BUSY_TIMEOUT, reading, statsOf } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import { referencePath } from '../project/reference.ts';
import { readHistory, readOwnHistory } from './history.ts';
import type { HistoryRow } from './history.ts';

/** Whose record of a script counts. */
export type ScriptSource = 'database' | 'reference';

/** What a database or the reference recorded. Throws `no-reference` where there is none. */
export function recordedScripts(
  project: Project,
  source: ScriptSource,
): ReadonlyMap<number, HistoryRow> {
  requireSqlite(project);
  const file = source === 'database' ? project.database : referencePath(project);
  if (file === undefined || (source === 'reference' && statsOf(file) === undefined))
    throw new MigrateError({ code: 'no-reference', reference: file ?? null });
  const read = project.history ? readHistory : readOwnHistory;
  return reading(file, (connection) => read(connection), BUSY_TIMEOUT) ?? new Map();
}
