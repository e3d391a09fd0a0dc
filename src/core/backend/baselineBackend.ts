import type { MigrationFile } from '../migration/folder.ts';
import { historyTime } from '../migration/history.ts';
import { readScript } from '../migration/script.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { inTransaction } from './applyBackend.ts';
import { inTurnOf } from './session.ts';
import type { Session } from './session.ts';

/** Makes the version record where there is none, as `createDatabase` does for SQLite files. */
export async function createBackend(
  project: Project,
  file: string,
  runtime: Runtime,
): Promise<{ version: number; created: boolean }> {
  return inTurnOf(project, file, {}, runtime, async ({ backend }) => {
    const version = await backend.getVersion();
    return { version, created: version === 0 };
  });
}

/**
 * Sets the version by hand. `scripts`, those up to it, are recorded where they have no record, records above it are removed, as far as
 * there are hooks. A backup is written where there is a hook for it, and its name returned.
 */
export async function baselineBackend(
  project: Project,
  file: string,
  version: number,
  scripts: readonly MigrationFile[],
  runtime: Runtime,
): Promise<{ version: number; backup?: string }> {
  return inTurnOf(project, file, {}, runtime, async (session) => {
    const { backend } = session;
    const backup = backend.missing.includes('backup') ? undefined : await backend.backup();
    const write = (): Promise<void> => writeBaseline(project, session, version, scripts);
    if (backend.missing.includes('transaction')) await write();
    else await inTransaction(session, write);
    return { version, ...(backup === undefined ? {} : { backup }) };
  });
}

async function writeBaseline(
  project: Project,
  { backend, runtime }: Session,
  version: number,
  scripts: readonly MigrationFile[],
): Promise<void> {
  await backend.setVersion(version);
  if (backend.missing.includes('history')) return;
  await backend.ensureHistory();
  const recorded = await backend.readHistory();
  await backend.forget(version);
  if (!project.history) return;
  const time = historyTime(runtime.now());
  for (const { version: id, file: filename, path } of scripts) {
    if (recorded?.has(id) === true) continue;
    const script = readScript(path).recorded;
    await backend.record({ id, filename, script, startedAt: time, finishedAt: time });
  }
}
