import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { plainLine } from '../host/plainText.ts';
import { hasTwin, type ProjectEntry } from '../host/projectEntry.ts';
import type { Projects } from '../host/projects.ts';
import { codeOf } from './scriptDiagnostics.ts';

/** Keeps the Problems panel: names, numbers, conflicts, unusable configurations, and the place where a run or the desired schema failed. */
export function registerProblems(projects: Projects, extensionUri: vscode.Uri): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('fastmigrate');
  let shown = '';
  let uris: readonly string[] = [];
  const update = (): void => {
    const found = problemsOf(projects, extensionUri);
    const now = JSON.stringify([...found]);
    if (now === shown) return;
    shown = now;
    const gone = uris
      .filter((uri) => !found.has(uri))
      .map((uri): [string, undefined] => [uri, undefined]);
    // What stays is not taken away and put back, which would be seen.
    collection.set(
      [...gone, ...found].map(([uri, problems]) => [vscode.Uri.parse(uri, true), problems]),
    );
    uris = [...found.keys()];
  };
  update();
  return vscode.Disposable.from(
    collection,
    projects.onDidChange(update),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) projects.noteEdit(document.uri.fsPath);
    }),
  );
}

/** What is wrong, by the address of the file that it is in. */
function problemsOf(
  projects: Projects,
  extensionUri: vscode.Uri,
): Map<string, vscode.Diagnostic[]> {
  const found = new Map<string, vscode.Diagnostic[]>();
  const add = (file: string, problem: vscode.Diagnostic): void => {
    const uri = vscode.Uri.file(file).toString();
    const before = found.get(uri) ?? [];
    // Several databases may have one folder, and say the same of a script.
    if (before.every((each) => !isSame(each, problem))) found.set(uri, [...before, problem]);
  };
  for (const failure of projects.failures) add(failure.file, configProblem(failure));
  for (const entry of projects.entries) {
    for (const migration of entry.status?.migrations ?? []) {
      const wrong = scriptProblem(entry, migration, extensionUri);
      if (wrong !== undefined) add(migration.path, wrong);
    }
    for (const error of entry.status?.errors ?? [])
      if (error.code === 'schema-failed' && error.file !== undefined)
        add(path.resolve(entry.project.root, error.file), runProblem(error));
    if (entry.failure?.file !== undefined && entry.failureEdited !== true)
      add(failedFile(entry, entry.failure.file), runProblem(entry.failure));
  }
  return found;
}

/** Codes of what is wrong with one script, by which quick fixes know it: those of the linter where it has a rule for it. */
export const PROBLEM = {
  name: 'FM601',
  twin: 'FM602',
  late: 'FM604',
  unreadable: 'FM607',
  conflict: 'conflicted',
} as const;

function scriptProblem(
  entry: ProjectEntry,
  migration: MigrationReport,
  extensionUri: vscode.Uri,
): vscode.Diagnostic | undefined {
  const at = new vscode.Range(0, 0, 0, 0);
  // The view has the file's name above it.
  const made = (otherwise: string, code: string): vscode.Diagnostic =>
    linked(problem(sentence(migration.detail ?? otherwise), code, at), extensionUri);
  switch (migration.status) {
    case 'invalid':
      return made('not a valid migration', faultOf(entry, migration));
    case 'skipped':
      return made('merged late, and never applied', PROBLEM.late);
    case 'conflicted':
      // A file that is gone has no place to show it at.
      if (migration.reference === 'missing') return undefined;
      return made('differs from the reference', PROBLEM.conflict);
    default:
      return undefined;
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A file whose name gives no version has a wrong one; of those that have one, only the text can be the matter. */
function faultOf(entry: ProjectEntry, migration: MigrationReport): string {
  if (migration.kind !== null && hasTwin(entry, migration)) return PROBLEM.twin;
  const named = migration.version !== null || migration.declarative === true;
  return named ? PROBLEM.unreadable : PROBLEM.name;
}

function runProblem(failure: NonNullable<ProjectEntry['failure']>): vscode.Diagnostic {
  const line = Math.max(0, (failure.line ?? 1) - 1);
  const column = Math.max(0, (failure.column ?? 1) - 1);
  // Up to the end of the failing statement's first line; the editor cuts it to the line's length.
  const statement = failure.statement?.split('\n')[0]?.trimEnd().length ?? 0;
  return problem(
    failure.message,
    failure.code,
    new vscode.Range(line, column, line, column + Math.max(1, statement)),
  );
}

function configProblem(failure: {
  readonly line: number;
  readonly message: string;
}): vscode.Diagnostic {
  const line = Math.max(0, failure.line - 1);
  return problem(failure.message, 'bad-config', new vscode.Range(line, 0, line, 1000));
}

function problem(text: string, code: string, range: vscode.Range): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    range,
    plainLine(text, 2000),
    vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'FastMigrate';
  diagnostic.code = code;
  return diagnostic;
}

/** The code leads to the page of the linter's rule, if it is one's. The pages are part of the extension. */
function linked(diagnostic: vscode.Diagnostic, extensionUri: vscode.Uri): vscode.Diagnostic {
  const value = String(codeOf(diagnostic));
  if (!/^FM\d+$/.test(value)) return diagnostic;
  const target = vscode.Uri.joinPath(extensionUri, 'docs', 'lint', `${value}.md`);
  diagnostic.code = { value, target };
  return diagnostic;
}

function isSame(one: vscode.Diagnostic, other: vscode.Diagnostic): boolean {
  return one.message === other.message && codeOf(one) === codeOf(other);
}

function failedFile(entry: ProjectEntry, file: string): string {
  return path.resolve(entry.project.migrations, file);
}
