import path from 'node:path';
import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { plainLine } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import type { Projects } from '../host/projects.ts';

/** Keeps the Problems panel: names, duplicate numbers, unusable configurations, and the place where a run failed. */
export function registerProblems(projects: Projects): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('fastmigrate');
  let shown = '';
  const update = (): void => {
    const found = new Map<string, vscode.Diagnostic[]>();
    const add = (file: string, problem: vscode.Diagnostic): void => {
      const uri = vscode.Uri.file(file).toString();
      found.set(uri, [...(found.get(uri) ?? []), problem]);
    };
    for (const failure of projects.failures) add(failure.file, configProblem(failure));
    for (const entry of projects.entries) {
      for (const migration of entry.status?.migrations ?? []) {
        if (migration.status === 'invalid') add(migration.path, nameProblem(entry, migration));
      }
      if (entry.failure?.file !== undefined)
        add(failedFile(entry, entry.failure.file), runProblem(entry.failure));
    }
    const now = JSON.stringify([...found]);
    if (now === shown) return;
    shown = now;
    collection.clear();
    collection.set([...found].map(([uri, problems]) => [vscode.Uri.parse(uri, true), problems]));
  };
  update();
  return vscode.Disposable.from(collection, projects.onDidChange(update));
}

function nameProblem(entry: ProjectEntry, migration: MigrationReport): vscode.Diagnostic {
  const twin = entry.status?.migrations.some(
    (other) =>
      other.version === migration.version &&
      other.file !== migration.file &&
      other.version !== null,
  );
  const code = twin === true && migration.kind !== null ? 'FM002' : 'FM001';
  const text = `${migration.file}: ${migration.detail ?? 'not a valid migration'}`;
  return problem(text, code, new vscode.Range(0, 0, 0, 0));
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

function failedFile(entry: ProjectEntry, file: string): string {
  return path.resolve(entry.project.migrations, file);
}
