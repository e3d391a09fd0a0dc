import type { ReadDatabase } from '../database/databaseMemory.ts';
import { reading, statsOf } from '../database/open.ts';
import { versionRecord } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { referencePath } from '../project/reference.ts';
import { divergenceOf, isHarmless } from './divergence.ts';
import type { MigrationFile } from './folder.ts';
import { latestDeclarative, readHistory, readOwnHistory } from './history.ts';
import type { HistoryRow } from './history.ts';
import type { ReferenceInfo, ReferenceStatus } from './report.ts';
import { readScript } from './script.ts';
import type { ReadScript } from './script.ts';

/** What the reference says. */
export interface ReferenceAnswer {
  readonly info: ReferenceInfo;
  readonly history?: ReadonlyMap<number, HistoryRow>;
}

/** How one script stands to the reference, with a sentence where they disagree. */
export interface ReferenceFinding {
  readonly reference: ReferenceStatus;
  readonly detail?: string;
}

/** Reads a project's reference, or undefined where there is none. Throws what reading a database throws. */
export function readReference(
  project: Project,
  timeout: number,
  read: ReadDatabase<ReferenceAnswer> = reading,
): ReferenceAnswer | undefined {
  const file = referencePath(project);
  const stats = file === undefined ? undefined : statsOf(file);
  if (file === undefined || stats === undefined) return undefined;
  return read(
    file,
    (connection) => {
      const record = versionRecord(connection, project.convention);
      const history = (project.history ? readHistory : readOwnHistory)(connection);
      const version = record.kind === 'version' ? record.version : null;
      const info = { file, createdAt: stats.mtime.toISOString(), version };
      return { info, ...(history === undefined ? {} : { history }) };
    },
    timeout,
  );
}

/** The reference's row of one migration: by number, or the newest of a declarative script's name. */
export function referenceRow(
  { history }: ReferenceAnswer,
  migration: Pick<MigrationFile, 'version' | 'file' | 'declarative'>,
): HistoryRow | undefined {
  if (migration.declarative === true) return latestDeclarative(history).get(migration.file);
  return history?.get(migration.version);
}

/** Compares a script with what the reference recorded. Harmless differences are none: both do the same. */
export function compareWithReference(
  migration: MigrationFile,
  answer: ReferenceAnswer,
  read: ReadScript = readScript,
): ReferenceFinding {
  const row = referenceRow(answer, migration);
  if (row === undefined) {
    const { version } = answer.info;
    // A reference without a history was advanced by a tool that keeps none, and cannot be compared with.
    const taken = answer.history === undefined && version !== null && migration.version <= version;
    return { reference: taken && migration.declarative !== true ? 'recorded' : 'pending' };
  }
  try {
    const divergence = divergenceOf(row.script, read(migration.path).text, migration.kind);
    if (divergence === null || isHarmless(divergence)) return { reference: 'recorded' };
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return { reference: 'recorded' };
  }
  if (migration.declarative === true) return { reference: 'pending' };
  const detail =
    row.filename === migration.file
      ? 'the reference recorded another text'
      : `the reference recorded ${row.filename} under this number`;
  return { reference: 'conflicted', detail };
}

/** The text that the reference recorded for a migration, or null. Throws what reading a database throws. */
export function referenceText(project: Project, version: number): string | null {
  const answer = readReference(project, 1000);
  if (answer === undefined) return null;
  return answer.history?.get(version)?.script ?? null;
}
