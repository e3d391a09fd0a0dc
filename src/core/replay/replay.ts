import { requireSqlite } from '../project/backendFile.ts';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileFailure } from '../database/failure.ts';
import { reading } from '../database/open.ts';
import { createDatabase } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import { applyMigration } from '../migration/apply.ts';
import { noSuchVersion, readFolder } from '../migration/folder.ts';
import type { MigrationFile, MigrationFolder } from '../migration/folder.ts';
import type { RunOptions } from '../migration/runOptions.ts';
import { readScript } from '../migration/script.ts';
import type { ScriptText } from '../migration/script.ts';
import { ScriptConnections } from '../migration/scriptConnections.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { reachesOtherFile } from '../sql/otherFile.ts';
import { inProofFolder } from '../schema/data/proofFolder.ts';
import { inspect } from '../schema/inspect.ts';
import type { Schema } from '../schema/model.ts';
import type { ImageCache } from './imageCache.ts';
import { definitionsOf } from '../schema/schemaText.ts';
import type { StoredDefinition } from '../schema/schemaText.ts';

export interface ReplayOptions extends Pick<RunOptions, 'python' | 'shell' | 'ownProcessGroup'> {
  /** Whether `.py` and `.sh` scripts may run, and scripts that reach other files. */
  readonly scripts?: boolean;
  /** Remembers the databases at the versions on the way. */
  readonly cache?: ImageCache;
}

/** A database as the scripts up to a version make it from nothing. */
export interface ReplayedSchema {
  readonly version: number;
  /** In an order in which they can be made again. */
  readonly objects: readonly StoredDefinition[];
  readonly schema: Schema;
  /** The database file, with its version record. */
  readonly image: Uint8Array;
}

/** A script and what the database before and after it is known by. */
interface ReplayStep {
  readonly migration: MigrationFile;
  readonly script: ScriptText;
  readonly key: string;
}

/**
 * The schema after the scripts up to a version, which one of them must have, or 0. They run in an empty database of
 * their own, as a real run would run them. Declarative scripts belong to no version and are left out.
 * Throws `no-such-version`, `duplicate-version`, `script-not-replayed`, and what a run throws.
 */
export async function schemaAtVersion(
  project: Project,
  version: number,
  runtime: Runtime,
  options: ReplayOptions = {},
): Promise<ReplayedSchema> {
  let last: ReplayedSchema | undefined;
  await replay(project, version, runtime, { ...options, onVersion: (each) => void (last = each) });
  if (last === undefined) throw new Error(`the replay up to version ${version} gave nothing`);
  return last;
}

interface WalkOptions extends ReplayOptions {
  /** Only the last version is told, unless all are asked for. */
  readonly all?: boolean;
  readonly onVersion: (replayed: ReplayedSchema) => void;
}

/** As `schemaAtVersion`, and tells of the versions on the way where `all` is set, version 0 first. */
export async function replay(
  project: Project,
  version: number,
  runtime: Runtime,
  options: WalkOptions,
): Promise<void> {
  requireSqlite(project);
  const steps = stepsUpTo(project, version);
  await inProofFolder(runtime, async (folder) => {
    const database = join(folder, 'replay.db');
    const known = options.all === true ? -1 : lastKnown(steps, options.cache);
    const start = steps[known];
    begin(project, database, start === undefined ? undefined : options.cache?.get(start.key));
    await applySteps(steps, known, { project, database, options, runtime });
    const end = steps.at(-1);
    const last = replayedAt(database, end?.migration.version ?? 0);
    if (end !== undefined) options.cache?.put(end.key, last.image);
    options.onVersion(last);
  });
}

interface Place {
  readonly project: Project;
  readonly database: string;
  readonly options: WalkOptions;
  readonly runtime: Runtime;
}

function begin(project: Project, database: string, image: Uint8Array | undefined): void {
  if (image === undefined) createDatabase(database, project.convention);
  else writeFileSync(database, image, { mode: 0o600 });
}

/** Applies the steps behind the one that the database is at already. */
async function applySteps(
  steps: readonly ReplayStep[],
  known: number,
  { project, database, options, runtime }: Place,
): Promise<void> {
  const connections = new ScriptConnections({ throwaway: true });
  try {
    let from = steps[known]?.migration.version ?? 0;
    for (const { migration, script } of steps.slice(known + 1)) {
      if (runtime.signal?.aborted === true)
        throw new MigrateError({ code: 'cancelled', what: 'the replay' });
      if (options.all === true) {
        connections.close();
        options.onVersion(replayedAt(database, from));
      }
      requireContained(migration, script, options);
      const step = { project: { ...project, database }, real: database, migration, script, from };
      await applyMigration(step, { ...options, stdin: 'ignore' }, runtime, connections);
      from = migration.version;
    }
  } finally {
    connections.close();
  }
}

/** Throws `script-not-replayed` for a script that could do more than change its database, unless that is allowed. */
function requireContained(
  migration: MigrationFile,
  script: ScriptText,
  { scripts }: ReplayOptions,
): void {
  const reason = reachOf(migration, script);
  if (reason !== undefined && scripts !== true)
    throw new MigrateError({ code: 'script-not-replayed', file: migration.path, reason });
}

/** What a script could do beyond the database that it runs on, as a clause; undefined for nothing. */
function reachOf({ kind }: MigrationFile, { text }: ScriptText): string | undefined {
  if (kind !== 'sql') return `a .${kind} script is a program`;
  return reachesOtherFile(text) ? 'the script reaches another database file' : undefined;
}

/** The scripts up to a version. What a database looks like after one is known by all texts up to it. */
function stepsUpTo(project: Project, version: number): readonly ReplayStep[] {
  if (version === 0) return [];
  const folder = readFolder(project);
  requireVersion(project, folder, version);
  let key = `${project.convention} ${project.history}`;
  return folder.migrations
    .filter((migration) => migration.version <= version)
    .map((migration) => {
      const script = readScript(migration.path);
      const hash = createHash('sha256');
      for (const part of [key, migration.file, script.recorded]) hash.update(`${part}\0`);
      key = hash.digest('hex');
      return { migration, script, key };
    });
}

function requireVersion(
  { migrations: path, convention }: Project,
  { migrations, invalid, duplicates }: MigrationFolder,
  version: number,
): void {
  if (!migrations.some((migration) => migration.version === version))
    throw noSuchVersion(version, path, invalid, convention);
  for (const [number, files] of duplicates)
    if (number <= version)
      throw new MigrateError({ code: 'duplicate-version', version: number, files });
}

function lastKnown(steps: readonly ReplayStep[], cache: ImageCache | undefined): number {
  return cache === undefined ? -1 : steps.findLastIndex(({ key }) => cache.has(key));
}

function replayedAt(database: string, version: number): ReplayedSchema {
  const schema = reading(database, inspect);
  return { version, objects: definitionsOf(schema), schema, image: bytesOf(database) };
}

/** Nobody has the file open, and the last connection leaves no log behind. */
function bytesOf(database: string): Uint8Array {
  try {
    return readFileSync(database);
  } catch (error) {
    throw fileFailure(error, database);
  }
}
