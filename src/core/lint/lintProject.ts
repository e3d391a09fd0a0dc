import { requireSqlite } from '../project/backendFile.ts';
import { join } from 'node:path';
import { versionRecord } from '../database/version.ts';
import { reading } from '../database/open.ts';
import { MigrateError } from '../errors.ts';
import { readFolder } from '../migration/folder.ts';
import type { MigrationFile, MigrationFolder } from '../migration/folder.ts';
import type { StatusReport } from '../migration/report.ts';
import { interpreterFor } from '../migration/interpreter.ts';
import { readScript } from '../migration/script.ts';
import { readStatus } from '../migration/status.ts';
import { byCodeUnit } from '../project/files.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { inProofFolder } from '../schema/data/proofFolder.ts';
import type { ReplayOptions } from '../replay/replay.ts';
import { positionAt } from '../sql/position.ts';
import type { Finding } from './finding.ts';
import { folderFindings } from './folderFindings.ts';
import type { NameFinding } from './folderFindings.ts';
import { UNREADABLE_SCRIPT } from './folderRules.ts';
import { appliedVersion, groundOf } from './ground.ts';
import { lintedScript } from './lintedScript.ts';
import { shellFindings, textAsItIs } from './programFindings.ts';
import { levelOf, lintScript } from './lintScript.ts';
import { rowCounter } from './rowCount.ts';
import { ruleNamed } from './registry.ts';
import { Scratch } from './scratch.ts';

export interface LintProjectOptions extends Omit<ReplayOptions, 'cache'> {
  /** Names of the scripts to look at; without them those that are pending. */
  readonly files?: readonly string[];
  /** Every script, applied or not. */
  readonly all?: boolean;
  /** The database whose rows are counted: the working one without it, none for null. */
  readonly database?: string | null;
}

/** A finding with its place in the file. Lines and columns count from 1. */
export interface PlacedFinding extends Finding {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The findings in one file of the migrations folder. */
export interface FileFindings {
  readonly file: string;
  readonly path: string;
  readonly findings: readonly PlacedFinding[];
}

export interface LintReport {
  /** The files that were looked at, in order of their names. */
  readonly files: readonly FileFindings[];
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Plain sentences about what could not be looked at. */
  readonly notes: readonly string[];
}

/**
 * Looks for what will fail or lose data in the scripts of a project, and for wrong names. No database is changed, and
 * scripts run in a scratch database only. Throws `no-migrations-folder`, and `bad-argument` for a file that is none.
 */
export async function lintProject(
  project: Project,
  options: LintProjectOptions,
  runtime: Runtime,
): Promise<LintReport> {
  requireSqlite(project);
  const folder = readFolder(project);
  // Whether the schema is the desired one does not matter here.
  const { schema: _, ...scripts } = project;
  const status = readStatus(scripts, { openDatabase: options.database !== null });
  const chosen = chosenFrom(folder, status, options);
  const late = status.migrations.filter((each) => each.status === 'skipped');
  const names = folderFindings(
    project,
    folder,
    late.map(({ file }) => file),
    project.lint,
  );
  const notes: string[] = [...unknownRules(project), ...unreadDatabase(status)];
  const found = await inProofFolder(runtime, (scratch) =>
    lintScripts(
      { project, options, runtime, folder, notes, scratch: new Scratch(scratch, project) },
      chosen,
    ),
  );
  return summary(withNames(project, found, names, options), notes);
}

/** The files in order, each with what its name shows before what its text does. */
function withNames(
  { migrations }: Project,
  scripts: readonly FileFindings[],
  names: readonly NameFinding[],
  { files: wanted }: LintProjectOptions,
): readonly FileFindings[] {
  const others = [...new Set(names.map(({ file }) => file))]
    .filter((file) => wanted === undefined || wanted.includes(file))
    .filter((file) => scripts.every((script) => script.file !== file))
    .map((file) => ({ file, path: join(migrations, file), findings: [] }));
  return [...scripts, ...others]
    .map((each) => {
      const own = names.filter(({ file }) => file === each.file);
      return {
        ...each,
        findings: [...own.map(({ finding }) => placed(finding, '')), ...each.findings],
      };
    })
    .toSorted((a, b) => byCodeUnit(a.file, b.file));
}

function summary(files: readonly FileFindings[], notes: readonly string[]): LintReport {
  const count = (wanted: Finding['severity']): number =>
    files.flatMap(({ findings }) => findings).filter(({ severity }) => severity === wanted).length;
  return { files, errors: count('error'), warnings: count('warning'), infos: count('info'), notes };
}

/** Which scripts are pending, and the rows at stake, nobody knows then. */
function unreadDatabase({ state, version, errors }: StatusReport): string[] {
  if (state !== 'ERROR' || version !== null) return [];
  return errors
    .filter(({ code }) => UNREAD.has(code))
    .map(({ message }) => `the database was not asked, so every script was looked at: ${message}`);
}

const UNREAD: ReadonlySet<string> = new Set([
  ...['busy', 'not-a-database', 'bad-version-record', 'read-only', 'io'],
]);

function unknownRules({ lint = {} }: Project): string[] {
  return Object.keys(lint)
    .filter((rule) => ruleNamed(rule) === undefined)
    .map((rule) => `the configuration names a rule ${rule}, which does not exist`);
}

/** The scripts to look at. Throws `bad-argument`. */
function chosenFrom(
  folder: MigrationFolder,
  status: StatusReport,
  { files, all }: LintProjectOptions,
): readonly MigrationFile[] {
  const names = new Set([...folder.migrations, ...folder.invalid].map(({ file }) => file));
  const stranger = files?.find((file) => !names.has(file) && !folder.unnumbered.includes(file));
  if (stranger !== undefined)
    throw new MigrateError({
      code: 'bad-argument',
      argument: 'FILE',
      reason: `there is no script ${stranger} in ${status.migrationsFolder}`,
    });
  if (files !== undefined) return folder.migrations.filter(({ file }) => files.includes(file));
  if (all === true || status.version === null) return folder.migrations;
  const open = new Set(
    status.migrations
      .filter((each) => each.status === 'pending' || each.status === 'skipped')
      .map(({ file }) => file),
  );
  return folder.migrations.filter(({ file }) => open.has(file));
}

interface Task {
  readonly project: Project;
  readonly options: LintProjectOptions;
  readonly runtime: Runtime;
  readonly folder: MigrationFolder;
  readonly scratch: Scratch;
  readonly notes: string[];
}

/** One script after the other. The scratch database goes on from each to the next. */
async function lintScripts(task: Task, chosen: readonly MigrationFile[]): Promise<FileFindings[]> {
  const { project, options, runtime, folder, scratch } = task;
  const applied = options.database === null ? null : appliedVersion(project);
  const results: FileFindings[] = [];
  /** The version that the scratch database is at; undefined where it is at none. */
  let at: number | undefined;
  for (const migration of chosen) {
    const { version, kind, file, path } = migration;
    if (kind !== 'sql') {
      results.push({ file, path, findings: lintProgram(task, migration) });
      at = undefined;
      continue;
    }
    const previous = folder.migrations.findLast((each) => each.version < version)?.version ?? 0;
    if (at !== previous) {
      const ground = await groundOf(project, { version, previous, applied }, runtime, options);
      if (ground.kind === 'unknown')
        task.notes.push(
          `${migration.file}: the schema before it cannot be told, so only its text was looked at`,
        );
      scratch.put(ground);
      at = ground.kind === 'unknown' ? undefined : previous;
    }
    results.push({
      file: migration.file,
      path: migration.path,
      findings: lintOne(task, migration),
    });
    if (at !== undefined) at = version;
  }
  return results;
}

function lintOne(
  { project, options, scratch }: Task,
  { path, version }: MigrationFile,
): readonly PlacedFinding[] {
  const script = textOf(project, path);
  if (typeof script !== 'string') return script;
  const walk = scratch.walk(script);
  const database = options.database === undefined ? project.database : options.database;
  const counts = database !== null && isBefore(database, project, version);
  const findings = lintScript(lintedScript(walk, project), {
    ...(project.lint === undefined ? {} : { levels: project.lint }),
    ...(counts ? { count: rowCounter(database, walk.start) } : {}),
  });
  return findings.map((finding) => placed(finding, script));
}

/** A program is not run to look at it. */
function lintProgram(
  { project, options, runtime }: Task,
  { path, kind }: MigrationFile,
): readonly PlacedFinding[] {
  const script = textOf(project, path);
  if (typeof script !== 'string') return script;
  if (kind !== 'sh') return [];
  const text = textAsItIs(path);
  const shell = interpreterFor(kind, project, options, runtime);
  return shellFindings(text, shell, project.lint).map((finding) => placed(finding, text));
}

/** The text of a script, or the finding that there is none. */
function textOf(project: Project, path: string): string | readonly PlacedFinding[] {
  try {
    return readScript(path).text;
  } catch (error) {
    if (!MigrateError.is(error, 'unreadable-script')) throw error;
    const { line, column, reason } = error.failure;
    const { code, name, severity: own } = UNREADABLE_SCRIPT;
    const severity = levelOf(UNREADABLE_SCRIPT, project.lint);
    if (severity === 'off') return [];
    const place = { line, column, endLine: line, endColumn: column };
    return [
      {
        code,
        name,
        severity: severity ?? own,
        message: reason,
        start: 0,
        end: 0,
        fixes: [],
        ...place,
      },
    ];
  }
}

/** Whether a database is at a version before a script, so that its rows are those that the script will meet. */
function isBefore(database: string, { convention }: Project, version: number): boolean {
  try {
    const record = reading(database, (connection) => versionRecord(connection, convention));
    return record.kind === 'none' || (record.kind === 'version' && record.version < version);
  } catch (error) {
    if (error instanceof MigrateError) return false;
    throw error;
  }
}

function placed(finding: Finding, text: string): PlacedFinding {
  const from = positionAt(text, finding.start);
  const to = positionAt(text, finding.end);
  return {
    ...finding,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}
