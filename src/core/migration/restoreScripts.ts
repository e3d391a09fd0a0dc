import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { utcStamp } from '../backup/names.ts';
import { syncFolder } from '../database/copy.ts';
import { fileFailure } from '../database/failure.ts';
import { makeFolder } from '../database/makeFolder.ts';
import { statsOf } from '../database/open.ts';
import { afterEarlier, MigrateError } from '../errors.ts';
import { classifyName } from '../project/naming.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { DECLARATIVE_FOLDER, readFolder } from './folder.ts';
import type { MigrationFile } from './folder.ts';
import { latestDeclarative } from './history.ts';
import type { HistoryRow } from './history.ts';
import { recordedScripts } from './historySource.ts';
import type { ScriptSource } from './historySource.ts';
import { readScript, sameScript } from './script.ts';
import { writeOver } from './scriptFile.ts';

/** Folder inside the migrations folder for files that were in the way of a restored script. */
export const SAVED_FOLDER = '.saved';

/** What came of writing scripts back. All paths are absolute. */
export interface RestoredScripts {
  readonly written: readonly string[];
  /** Copies of what stood there, in `<migrations>/.saved/<time>/`. */
  readonly saved: readonly string[];
}

/**
 * Writes back every numbered script that is missing, renamed or edited, under the name that was recorded. A file that
 * it replaces, or another file of the same number, is saved first. The database is only read.
 * Throws `no-reference`, `bad-version-record` for a name that is none, or what the file system says.
 */
export function restoreScripts(
  project: Project,
  source: ScriptSource,
  runtime: Runtime,
): RestoredScripts {
  const rows = [...recordedScripts(project, source).values()].filter(({ id }) => id > 0);
  const present = filesOf(project);
  return writeBack(
    project,
    rows.filter((row) => !isIntact(row, present)),
    present,
    runtime,
  );
}

/** As `restoreScripts`, for one migration; a negative number means a declarative script. Throws `no-such-version` too. */
export function restoreScript(
  project: Project,
  version: number,
  source: ScriptSource,
  runtime: Runtime,
): { file: string; saved?: string } {
  const history = recordedScripts(project, source);
  const row = history.get(version);
  if (row === undefined)
    throw new MigrateError({
      code: 'bad-argument',
      argument: 'version',
      reason: `the ${source} has no record of version ${version}`,
    });
  const newest = version < 0 ? (latestDeclarative(history).get(row.filename) ?? row) : row;
  const { saved } = writeBack(project, [newest], filesOf(project), runtime);
  const file = pathOf(project, newest);
  return saved[0] === undefined ? { file } : { file, saved: saved[0] };
}

function filesOf(project: Project): readonly MigrationFile[] {
  try {
    const { migrations, declarative } = readFolder(project);
    return [...migrations, ...declarative];
  } catch (error) {
    if (MigrateError.is(error, 'no-migrations-folder') && statsOf(project.migrations) === undefined)
      return [];
    throw error;
  }
}

function isIntact(row: HistoryRow, present: readonly MigrationFile[]): boolean {
  const same = present.filter(({ version, file }) => version === row.id || file === row.filename);
  const [only] = same;
  return same.length === 1 && only?.file === row.filename && hasText(only.path, row.script);
}

function hasText(path: string, text: string): boolean {
  try {
    return sameScript(readScript(path).recorded, text);
  } catch (error) {
    if (error instanceof MigrateError) return false;
    throw error;
  }
}

function writeBack(
  project: Project,
  rows: readonly HistoryRow[],
  present: readonly MigrationFile[],
  runtime: Runtime,
): RestoredScripts {
  // A name that leads elsewhere must not stop the work half-way.
  const targets = rows.map((row) => ({ row, path: pathOf(project, row) }));
  const folder = join(project.migrations, SAVED_FOLDER, utcStamp(runtime.now()));
  const saved: string[] = [];
  for (const [index, { row, path }] of targets.entries())
    try {
      writeOne({ project, folder, present, saved }, row, path);
    } catch (error) {
      const begun = index > 0 || saved.length > 0;
      throw begun && error instanceof MigrateError ? afterEarlier(error) : error;
    }
  return { written: targets.map(({ path }) => path), saved };
}

/** What scripts are written back into, with what was saved of them so far. */
interface Place {
  readonly project: Project;
  readonly folder: string;
  readonly present: readonly MigrationFile[];
  readonly saved: string[];
}

function writeOne({ project, folder, present, saved }: Place, row: HistoryRow, path: string): void {
  for (const other of present)
    if (other.version === row.id && other.file !== row.filename)
      saved.push(moveAside(project, folder, other.path));
  const stands = statsOf(path) !== undefined;
  if (stands && !hasText(path, row.script)) saved.push(copyAside(project, folder, path));
  if (!stands || !hasText(path, row.script)) writeScript(path, row.script);
}

/** Where a recorded script belongs. The name comes from a database, which may be anybody's. */
function pathOf(project: Project, { id, filename }: HistoryRow): string {
  const name = classifyName(filename, project.convention);
  const declared = filename.startsWith(`${DECLARATIVE_FOLDER}/`) ? basename(filename) : undefined;
  const numbered = name.kind === 'script' && name.version === id;
  const declarative =
    id < 0 &&
    declared?.endsWith('.sql') === true &&
    filename === `${DECLARATIVE_FOLDER}/${declared}`;
  if ((numbered && !/[\\/\0]/.test(filename)) || (declarative && !/[\\\0]/.test(filename)))
    return join(project.migrations, filename);
  throw new MigrateError({
    code: 'bad-version-record',
    database: project.database,
    reason: `version ${id} is recorded as ${JSON.stringify(filename)}, which is no name of a script`,
  });
}

/** The copy is on disk when this returns: what is copied goes next. */
function copyAside(project: Project, folder: string, path: string): string {
  const target = join(folder, relative(project.migrations, path));
  try {
    makeFolder(dirname(target));
    const mode = statSync(path).mode & 0o777;
    writeFileSync(target, readFileSync(path), { flush: true, flag: 'wx', mode });
    syncFolder(target);
    return target;
  } catch (error) {
    throw fileFailure(error, target);
  }
}

function moveAside(project: Project, folder: string, path: string): string {
  const target = copyAside(project, folder, path);
  try {
    rmSync(path);
    return target;
  } catch (error) {
    throw fileFailure(error, path);
  }
}

function writeScript(path: string, text: string): void {
  try {
    makeFolder(dirname(path));
    writeOver(path, text, path.endsWith('.sql') ? 0o644 : 0o755);
  } catch (error) {
    throw fileFailure(error, path);
  }
}
