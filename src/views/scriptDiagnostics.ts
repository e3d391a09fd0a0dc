import * as vscode from 'vscode';
import type { AppliedEdit } from '../core/script/appliedEdit.ts';
import type { ScriptProblem } from '../core/script/problem.ts';
import { plainLine } from '../host/plainText.ts';
import type { Projects } from '../host/projects.ts';
import type { Services } from '../host/services.ts';
import { isHelpEnabled } from '../host/settings.ts';
import type { CheckedScript, ScriptChecks } from './scriptChecks.ts';

/** Code of the Problem of a script that was edited after it had been applied. */
export const EDITED = 'edited-after-applied';

const SEVERITIES: Readonly<Record<ScriptProblem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** Shows in the Problems panel what is found in scripts while they are written. */
export function registerScriptDiagnostics(
  { projects, extensionUri }: Pick<Services, 'projects' | 'extensionUri'>,
  checks: ScriptChecks,
): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('fastmigrate-script');
  return vscode.Disposable.from(
    collection,
    checks.onDidChange((uri) => {
      const document = vscode.workspace.textDocuments.find(
        (each) => each.uri.toString() === uri.toString(),
      );
      const found = isHelpEnabled('diagnostics') ? checks.get(uri) : undefined;
      if (document === undefined || found === undefined) collection.delete(uri);
      else {
        const told = failedPlace(projects, uri);
        const shown = diagnosticsOf(document, found, extensionUri);
        collection.set(
          uri,
          shown.filter(({ range }) => told === undefined || !range.start.isEqual(told)),
        );
      }
    }),
  );
}

/** Where the last run stopped in this script: that is in the Problems panel already. */
function failedPlace({ entries }: Projects, uri: vscode.Uri): vscode.Position | undefined {
  const failure = entries.find(
    (entry) => entry.failure?.file === uri.fsPath && entry.failureEdited !== true,
  )?.failure;
  if (failure?.line === undefined) return undefined;
  return new vscode.Position(failure.line - 1, Math.max(0, (failure.column ?? 1) - 1));
}

/** The problem that a diagnostic shows, if it is one of these. */
export function problemBehind(
  document: vscode.TextDocument,
  { problems }: CheckedScript,
  diagnostic: vscode.Diagnostic,
): ScriptProblem | undefined {
  return problems.find((problem) => {
    const range = rangeOf(document, problem);
    // What a run stopped at is shown in the place of the same problem, for the rest of the statement.
    if (codeOf(diagnostic) === 'statement-failed')
      return range.start.isEqual(diagnostic.range.start);
    return problem.code === codeOf(diagnostic) && range.isEqual(diagnostic.range);
  });
}

/** The code of a diagnostic, with or without a link. */
export function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

function diagnosticsOf(
  document: vscode.TextDocument,
  { problems, edit }: CheckedScript,
  extensionUri: vscode.Uri,
): readonly vscode.Diagnostic[] {
  const shown = problems.map((problem) => diagnosticOf(document, problem, extensionUri));
  return edit?.divergence === 'meaning' ? [...shown, editedProblem(document, edit)] : shown;
}

function diagnosticOf(
  document: vscode.TextDocument,
  problem: ScriptProblem,
  extensionUri: vscode.Uri,
): vscode.Diagnostic {
  const { code, docs, message, severity } = problem;
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, problem),
    plainLine(message, 2000),
    SEVERITIES[severity],
  );
  diagnostic.source = 'FastMigrate';
  // The pages are part of the extension.
  diagnostic.code =
    docs === undefined ? code : { value: code, target: vscode.Uri.joinPath(extensionUri, docs) };
  return diagnostic;
}

function editedProblem(document: vscode.TextDocument, edit: AppliedEdit): vscode.Diagnostic {
  const text =
    'This script is applied already: an edit of it reaches no database that has it. Make a follow-up migration instead.';
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, edit),
    text,
    vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'FastMigrate';
  diagnostic.code = EDITED;
  return diagnostic;
}

function rangeOf(
  document: vscode.TextDocument,
  { start, end }: { readonly start: number; readonly end: number },
): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
