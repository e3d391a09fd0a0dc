import { MigrateError, whatOf } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { DatabaseAnswer } from './databaseAnswer.ts';
import { divergenceOf, isHarmless } from './divergence.ts';
import type { MigrationFile, MigrationFolder } from './folder.ts';
import { latestDeclarative } from './history.ts';
import type { HistoryRow } from './history.ts';
import { compareWithReference } from './reference.ts';
import type { ReferenceAnswer } from './reference.ts';
import type { MigrationReport } from './report.ts';
import { readScript, sameScript } from './script.ts';
import type { ReadScript, ScriptText } from './script.ts';

/** Makes the report of one script, which is read for it where that tells something. */
export type MakeReport = (migration: MigrationFile, read: ReadScript) => MigrationReport;

/** How the reports of all scripts are got: each is made, or what was said of it before still holds. */
export type ReportsOf = (
  migrations: readonly MigrationFile[],
  make: MakeReport,
) => MigrationReport[];

/** Reads each script in a way of one's own. */
export function reportsWith(read: ReadScript): ReportsOf {
  return (migrations, make) => migrations.map((migration) => make(migration, read));
}

/** The same, also reading scripts that are pending: one that cannot be read is invalid, and no run will take it. */
export function readingPending(reportsOf: ReportsOf = reportsWith(readScript)): ReportsOf {
  return (migrations, make) =>
    reportsOf(migrations, (migration, read) => {
      const once = readOnce(read);
      return asReadable(make(migration, once), once);
    });
}

function asReadable(report: MigrationReport, read: ReadScript): MigrationReport {
  if (report.status !== 'pending') return report;
  try {
    read(report.path);
    return report;
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return { ...report, status: 'invalid', detail: unreadable(error) };
  }
}

/** Without what the text of an error says beside it: a status runs nothing. */
function unreadable(error: MigrateError): string {
  const { failure } = error;
  return 'reason' in failure ? `it cannot be read: ${failure.reason}` : whatOf(error);
}

/** The status of every script in the folder. */
export function reportScripts(
  folder: MigrationFolder,
  answer: DatabaseAnswer,
  reportsOf: ReportsOf = reportsWith(readScript),
): MigrationReport[] {
  let span: Span | undefined;
  const recorded = (): Span => (span ??= recordedSpan(answer.history));
  return reportsOf(folder.migrations, (migration, read) => {
    const duplicates = folder.duplicates.get(migration.version);
    if (duplicates !== undefined)
      return {
        ...migration,
        status: 'invalid',
        detail: `same number as ${duplicates.filter((file) => file !== migration.file).join(', ')}`,
      };
    if (answer.reference === undefined) return reportScript(migration, answer, recorded, read);
    const once = readOnce(read);
    const report = reportScript(migration, answer, recorded, once);
    return againstReference(report, migration, answer.reference, once);
  });
}

/** The status of every declarative script: applied, or pending because it is new or has changed. */
export function reportDeclarative(
  folder: MigrationFolder,
  answer: DatabaseAnswer,
  read: ReadScript = readScript,
): MigrationReport[] {
  if (folder.declarative.length === 0) return [];
  const latest = latestDeclarative(answer.history);
  return folder.declarative.map((migration) => {
    const row = latest.get(migration.file);
    const report = reportDeclared(migration, row, answer, read);
    if (answer.reference === undefined) return report;
    const { reference } = compareWithReference(migration, answer.reference, read);
    return { ...report, reference };
  });
}

function reportDeclared(
  migration: MigrationFile,
  row: HistoryRow | undefined,
  answer: DatabaseAnswer,
  read: ReadScript,
): MigrationReport {
  if (row === undefined)
    return { ...migration, version: null, status: isSilent(answer) ? 'unknown' : 'pending' };
  const recorded = { ...migration, version: row.id, appliedAt: row.finishedAt };
  try {
    if (sameScript(row.script, read(migration.path).text))
      return { ...recorded, status: 'applied' };
    return { ...recorded, status: 'pending', detail: 'changed since it was applied' };
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return { ...recorded, status: 'invalid', detail: unreadable(error) };
  }
}

/** One text for all that is said of a script. */
function readOnce(read: ReadScript): ReadScript {
  let text: ScriptText | undefined;
  return (path) => (text ??= read(path));
}

/** What the reference has otherwise counts before what the working database has. */
function againstReference(
  report: MigrationReport,
  migration: MigrationFile,
  answer: ReferenceAnswer,
  read: ReadScript,
): MigrationReport {
  if (report.status === 'invalid') return report;
  const { reference, detail } = compareWithReference(migration, answer, read);
  if (reference !== 'conflicted' || detail === undefined) return { ...report, reference };
  const local = report.status === 'diverged' ? `; here it was ${report.detail ?? 'edited'}` : '';
  return { ...report, reference, status: 'conflicted', detail: `${detail}${local}` };
}

function reportScript(
  migration: MigrationFile,
  answer: DatabaseAnswer,
  recorded: () => Span,
  read: ReadScript,
): MigrationReport {
  const { version, history, wholeHistory } = answer;
  if (isSilent(answer)) return { ...migration, status: 'unknown' };
  if (version === null || migration.version > version) return { ...migration, status: 'pending' };
  const row = history?.get(migration.version);
  if (row !== undefined) return reportRecorded(migration, row, read);
  const { first, last } = recorded();
  if (wholeHistory === true || (migration.version > first && migration.version < last))
    return {
      ...migration,
      status: 'skipped',
      detail: `never applied, although later ones were; renumber it above ${version}`,
    };
  return { ...migration, status: 'unrecorded', detail: 'applied by another tool, not verified' };
}

/** Whether the database, which is there or may be, has not told what was applied. */
function isSilent({ kind }: DatabaseAnswer): boolean {
  return kind === 'unreadable' || kind === 'unopened';
}

interface Span {
  readonly first: number;
  readonly last: number;
}

/** What lies below the first record was there before history began, and what lies above the last came from another tool. */
function recordedSpan(history: ReadonlyMap<number, HistoryRow> | undefined): Span {
  let [first, last] = [Infinity, -Infinity];
  for (const id of history?.keys() ?? []) {
    if (id <= 0) continue;
    first = Math.min(first, id);
    last = Math.max(last, id);
  }
  return { first, last };
}

function reportRecorded(
  migration: MigrationFile,
  row: HistoryRow,
  read: ReadScript,
): MigrationReport {
  const appliedAt = row.finishedAt;
  try {
    const divergence = divergenceOf(row.script, read(migration.path).text, migration.kind);
    const isOther = divergence !== null && !isHarmless(divergence);
    if (row.filename !== migration.file)
      return {
        ...migration,
        status: 'diverged',
        divergence: isOther ? 'meaning' : 'name',
        appliedAs: row.filename,
        appliedAt,
        detail: `applied as ${row.filename}${isOther ? ', with another text' : ''}`,
      };
    if (divergence === null) return { ...migration, status: 'applied', appliedAt };
    return {
      ...migration,
      status: 'diverged',
      divergence,
      appliedAt,
      detail: DIVERGED[divergence],
    };
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    return { ...migration, status: 'invalid', appliedAt, detail: unreadable(error) };
  }
}

const DIVERGED = {
  format: 'edited since it was applied, in white space only',
  comments: 'edited since it was applied, in comments only',
  meaning: 'edited since it was applied',
};

/** What is recorded and has no file any more. */
export function reportMissing(
  project: Project,
  folder: MigrationFolder,
  answer: DatabaseAnswer,
): MigrationReport[] {
  const present = folder.versions;
  const missing: MigrationReport[] = [];
  for (const row of answer.history?.values() ?? []) {
    if (row.id <= 0 || present.has(row.id) || row.id > (answer.version ?? 0)) continue;
    missing.push({
      version: row.id,
      file: row.filename,
      path: `${project.migrations}/${row.filename}`,
      kind: null,
      status: 'missing',
      appliedAt: row.finishedAt,
      detail: 'applied, but the file is gone',
    });
  }
  return [...missing, ...missingForReference(project, present, missing, answer.reference)].map(
    (report) => withMissingReference(report, answer.reference),
  );
}

/** What only the reference has: somebody else's script that is not here yet. */
function missingForReference(
  project: Project,
  present: ReadonlySet<number>,
  missing: readonly MigrationReport[],
  answer: DatabaseAnswer['reference'],
): MigrationReport[] {
  const gone = new Set(missing.map(({ version }) => version));
  const rows = [...(answer?.history?.values() ?? [])].filter(
    ({ id }) => id > 0 && id <= (answer?.info.version ?? 0) && !present.has(id) && !gone.has(id),
  );
  return rows.map(({ id, filename }) => ({
    version: id,
    file: filename,
    path: `${project.migrations}/${filename}`,
    kind: null,
    status: 'conflicted',
  }));
}

function withMissingReference(
  report: MigrationReport,
  answer: DatabaseAnswer['reference'],
): MigrationReport {
  const row = answer?.history?.get(report.version ?? 0);
  if (answer === undefined) return report;
  if (row === undefined) return { ...report, reference: 'pending' };
  const detail = 'the reference has it, but the file is gone';
  return { ...report, status: 'conflicted', reference: 'missing', detail };
}

/** What looks like a migration and is none. */
export function reportInvalid(folder: MigrationFolder): MigrationReport[] {
  return folder.invalid.map(({ version, file, path, reason }) => ({
    version,
    file,
    path,
    kind: null,
    status: 'invalid',
    detail: reason,
  }));
}
