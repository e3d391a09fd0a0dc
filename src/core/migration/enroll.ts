import { readFileSync, rmSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EnrollReport } from '../backup/backupFile.ts';
import { realDatabase } from '../backup/guard.ts';
import { inTurn } from '../backup/turn.ts';
import { databaseFailure } from '../database/failure.ts';
import { BUSY_TIMEOUT, openForWriting, reading, using } from '../database/open.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../database/temporaryFolder.ts';
import { badRecord, createDatabase, versionRecord, writeVersion } from '../database/version.ts';
import { MigrateError } from '../errors.ts';
import { violationText } from '../violationText.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { applyTogether } from './apply.ts';
import { readFolder } from './folder.ts';
import { historyTime, recordMigration } from './history.ts';
import { initialScript, schemaObjects } from './initialScript.ts';
import type { SchemaObject } from './initialScript.ts';
import { recoverLocked } from './recover.ts';
import { writeNew } from './scriptFile.ts';

const FILES = { fastmigrate: '0001-initial.sql', tuplesaver: '001.initial.sql' } as const;

/**
 * Takes an existing, unversioned database under management: writes a script that makes its schema, proves by replay
 * that it does, and marks the database as version 1. The rows are not touched.
 * Throws `already-versioned`, `initial-exists` or `not-reproducible`; then nothing was changed.
 */
export async function enroll(project: Project, runtime: Runtime): Promise<EnrollReport> {
  requireSqlite(project);
  requireUnversioned(project);
  return inTurn(project, runtime, async (real) => {
    await recoverLocked(project, real, runtime);
    requireUnversioned(project);
    const { text, objects } = reading(real, (connection) => ({
      text: initialScript(connection, `Schema of the database when it was enrolled`),
      objects: schemaObjects(connection),
    }));
    requireNoInitial(project, text);
    prove(project, text, objects, runtime);
    const script = writeScript(project, text);
    try {
      markAsEnrolled(project, real, text, runtime);
    } catch (error) {
      script.remove();
      throw databaseFailure(error, project.database, BUSY_TIMEOUT);
    }
    return { script: script.path, version: 1 };
  });
}

function requireUnversioned({ database, convention }: Project): void {
  const record = reading(realDatabase(database), (connection) =>
    versionRecord(connection, convention),
  );
  if (record.kind === 'version')
    throw new MigrateError({ code: 'already-versioned', database, version: record.version });
  if (record.kind === 'bad') throw badRecord(database, record);
}

/** A script with the very text that is about to be written is left over from an enrollment that was cut off. */
function requireNoInitial(project: Project, text: string): void {
  try {
    const initial = readFolder(project).migrations.find((migration) => migration.version === 1);
    if (
      initial !== undefined &&
      !(initial.file === FILES[project.convention] && isText(initial.path, text))
    )
      throw new MigrateError({ code: 'initial-exists', file: initial.path });
  } catch (error) {
    if (
      !MigrateError.is(error, 'no-migrations-folder') ||
      error.failure.reason !== 'it does not exist'
    )
      throw error;
  }
}

/** Runs the script on a new database and compares every object. Throws `not-reproducible`. */
function prove(
  project: Project,
  text: string,
  objects: readonly SchemaObject[],
  runtime: Runtime,
): void {
  const folder = makeTemporaryFolder('copy', runtime.pid);
  const database = join(folder, 'replay.db');
  try {
    createDatabase(database, project.convention);
    const migration = {
      version: 1,
      file: FILES[project.convention],
      path: join(project.migrations, FILES[project.convention]),
      kind: 'sql',
    } as const;
    const script = { text, recorded: text };
    applyTogether(
      [{ project: { ...project, database }, real: database, migration, script, from: 0 }],
      runtime,
    );
    const differences = differencesOf(objects, reading(database, schemaObjects));
    if (differences.length > 0)
      throw new MigrateError({ code: 'not-reproducible', database: project.database, differences });
  } catch (error) {
    const differences = refusalsOf(error);
    if (differences === undefined) throw error;
    throw new MigrateError(
      { code: 'not-reproducible', database: project.database, differences },
      { cause: error },
    );
  } finally {
    removeTemporaryFolder(folder);
  }
}

/** Why the script was not applied, or undefined where it is not to blame. */
function refusalsOf(error: unknown): readonly string[] | undefined {
  if (MigrateError.is(error, 'foreign-key-violation'))
    return error.failure.violations.map(violationText);
  if (!MigrateError.is(error, 'statement-failed')) return undefined;
  const { reason, statement } = error.failure;
  return [`${reason} in ${statement.split('\n')[0] ?? ''}`];
}

function differencesOf(wanted: readonly SchemaObject[], made: readonly SchemaObject[]): string[] {
  const key = ({ type, name }: SchemaObject) => `${type} ${name}`;
  const texts = new Map(made.map((object) => [key(object), object.sql]));
  const different = wanted
    .filter((object) => texts.get(key(object)) !== object.sql)
    .map((object) => `${key(object)} would differ`);
  const names = new Set(wanted.map(key));
  return [
    ...different,
    ...made
      .filter((object) => !names.has(key(object)))
      .map((object) => `${key(object)} would be new`),
  ];
}

function writeScript(project: Project, text: string): { path: string; remove: () => void } {
  const path = join(project.migrations, FILES[project.convention]);
  if (isText(path, text)) return { path, remove: () => {} };
  const existed = statSync(project.migrations, { throwIfNoEntry: false }) !== undefined;
  // On disk before the database says that there is such a script.
  writeNew(path, text);
  return {
    path,
    remove: () => {
      rmSync(path, { force: true });
      if (!existed) rmdirSync(project.migrations);
    },
  };
}

function isText(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}

function markAsEnrolled(project: Project, real: string, text: string, runtime: Runtime): void {
  const time = historyTime(runtime.now());
  using(openForWriting(real), (connection) => {
    connection.exec('BEGIN IMMEDIATE');
    if (versionRecord(connection, project.convention).kind !== 'none')
      throw new MigrateError({
        code: 'changed-elsewhere',
        database: project.database,
        reason: 'it was enrolled by another program',
      });
    if (project.convention === 'fastmigrate') writeVersion(connection, 1);
    if (project.history)
      recordMigration(connection, {
        id: 1,
        filename: FILES[project.convention],
        script: text,
        startedAt: time,
        finishedAt: time,
      });
    connection.exec('COMMIT');
  });
}
