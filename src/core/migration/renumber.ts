import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../database/copy.ts';
import { fileFailure } from '../database/failure.ts';
import { statsOf } from '../database/open.ts';
import { afterEarlier, MigrateError } from '../errors.ts';
import { requireSqlite } from '../project/backendFile.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { inTurn } from '../backup/turn.ts';
import { tokenize } from '../sql/token.ts';
import { readFolder } from './folder.ts';
import type { MigrationFile } from './folder.ts';
import type { HistoryRow } from './history.ts';
import { recordedScripts } from './historySource.ts';
import type { ScriptSource } from './historySource.ts';
import type { ScriptKind } from './report.ts';
import { isSameFile, moveToNew, rewrite } from './scriptFile.ts';
import { readStatus } from './status.ts';

/** What renumbering did, in names without their folder. */
export interface Renumbered {
  readonly from: string;
  readonly to: string;
  /** Other unapplied scripts, whose comments mentioned the old name and now mention the new one. */
  readonly changed: readonly string[];
}

/**
 * Gives an unapplied script the next free number above everything that was applied, here or in the reference.
 * Throws `bad-argument` for a script that was applied, or that is none.
 */
export async function renumber(
  project: Project,
  file: string,
  runtime: Runtime,
): Promise<Renumbered> {
  requireSqlite(project);
  // Before anybody has made the database, not even its folder may be there, and nobody can be at work on it.
  if (statsOf(dirname(project.database)) === undefined) return renumberNow(project, file);
  return inTurn(project, runtime, async () => renumberNow(project, file));
}

function renumberNow(project: Project, file: string): Renumbered {
  const { migrations, zeros } = readFolder(project);
  const script = [...migrations, ...zeros].find((migration) => migration.file === file);
  if (script === undefined) throw refused(`there is no script ${file}`);
  const applied = appliedOf(project);
  if (applied.covers(script))
    throw refused(`${file} was applied, and an applied script keeps its number`);
  // One that was killed has given it the new name, and not yet taken the old one away.
  const twin = migrations.find(
    (each) =>
      each.version > Math.max(applied.highest, script.version) &&
      isSameFile(each.path, script.path),
  );
  const to =
    twin?.file ?? renamed(script, freeNumber(project, script, migrations, applied.highest));
  const target = join(dirname(script.path), to);
  rename(script.path, target);
  const others = migrations.filter(
    (other) => other !== script && other !== twin && !applied.covers(other),
  );
  try {
    const changed = others.filter((other) => replaceMentions(other.path, other.kind, file, to));
    replaceMentions(target, script.kind, file, to);
    return { from: file, to, changed: changed.map((other) => other.file) };
  } catch (error) {
    throw error instanceof MigrateError ? afterEarlier(error) : error;
  }
}

interface Applied {
  readonly highest: number;
  covers(script: MigrationFile): boolean;
}

function appliedOf(project: Project): Applied {
  const report = readStatus(project, { openDatabase: true });
  const records = [rowsOf(project, 'database'), rowsOf(project, 'reference')];
  const version = report.version ?? 0;
  const numbers = records.flatMap((rows) => [...rows.keys()]);
  const unrecorded = new Set(
    report.migrations.filter(({ status }) => status === 'unrecorded').map((each) => each.file),
  );
  return {
    highest: Math.max(0, version, report.reference?.version ?? 0, ...numbers),
    covers: ({ version: number, file, path }) =>
      unrecorded.has(file) ||
      records.some((rows) => {
        const row = rows.get(number);
        return row !== undefined && (row.filename === file || row.script === textOf(path));
      }),
  };
}

function rowsOf(project: Project, source: ScriptSource): ReadonlyMap<number, HistoryRow> {
  try {
    return recordedScripts(project, source);
  } catch (error) {
    const nothing: readonly string[] = ['database-missing', 'no-reference'];
    if (error instanceof MigrateError && nothing.includes(error.failure.code)) return new Map();
    throw error;
  }
}

/** Where numbers must not have gaps, one that stands too high comes down; elsewhere it never does. */
function freeNumber(
  project: Project,
  script: MigrationFile,
  migrations: readonly MigrationFile[],
  highest: number,
): number {
  const taken = new Set(
    migrations.filter((other) => other !== script).map(({ version }) => version),
  );
  let number = highest + 1;
  if (project.convention === 'fastmigrate') number = Math.max(number, script.version);
  while (taken.has(number)) number += 1;
  if (number === script.version) throw refused(`${script.file} has the right number already`);
  if (project.convention === 'fastmigrate' && number > 9999)
    throw refused('all numbers up to 9999 are in use');
  return number;
}

function renamed({ file }: MigrationFile, number: number): string {
  const digits = /^[0-9]+/.exec(file)?.[0] ?? '';
  return String(number).padStart(digits.length, '0') + file.slice(digits.length);
}

/** Never over a file that somebody else has just written. */
function rename(from: string, to: string): void {
  try {
    moveToNew(from, to);
    syncFolder(to);
  } catch (error) {
    throw fileFailure(error, to);
  }
}

/** Replaces a name in the comments of a script. Returns whether there was one. */
function replaceMentions(path: string, kind: ScriptKind, from: string, to: string): boolean {
  const text = textOf(path);
  if (text === undefined || !text.includes(from)) return false;
  const changed =
    kind === 'sql'
      ? replaceInComments(text, from, to)
      : text.replaceAll(/^[ \t]*#.*$/gm, (comment) => comment.replaceAll(from, to));
  if (changed === text) return false;
  try {
    rewrite(path, changed);
    return true;
  } catch (error) {
    throw fileFailure(error, path);
  }
}

function replaceInComments(sql: string, from: string, to: string): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { kind, start, end } of tokenize(sql)) {
    if (kind !== 'comment') continue;
    pieces.push(sql.slice(done, start), sql.slice(start, end).replaceAll(from, to));
    done = end;
  }
  return pieces.join('') + sql.slice(done);
}

/** The text as it is, or undefined where there is none to be read. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

function refused(reason: string): MigrateError {
  return new MigrateError({
    code: 'bad-argument',
    argument: 'FILE',
    reason,
  });
}
