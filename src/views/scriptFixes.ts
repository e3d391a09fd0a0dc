import * as vscode from 'vscode';
import type { ScriptProblem } from '../core/script/problem.ts';
import { plainLine } from '../host/plainText.ts';
import { registerForScripts, scriptArgument, scriptDocument } from '../host/scriptDocument.ts';
import type { Projects } from '../host/projects.ts';
import type { ScriptChecks } from './scriptChecks.ts';
import { codeOf, EDITED, problemBehind } from './scriptDiagnostics.ts';

/** Offers what mends a problem of a script: an edit, another name or number, or a comment that says why it is meant. */
export function registerScriptFixes(projects: Projects, checks: ScriptChecks): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: async (document, range, _context, token) => {
      const { version } = document;
      // Who asks right after a key means the text as it is now.
      const checked = await checks.whenCurrent(document, token);
      // Offsets of an older text would change the wrong place.
      if (checked?.version !== version || document.version !== version) return [];
      const diagnostics = vscode.languages
        .getDiagnostics(document.uri)
        .filter((each) => each.source === 'FastMigrate' && touches(each.range, range));
      return diagnostics.flatMap((diagnostic) => {
        if (codeOf(diagnostic) === EDITED) return editedFixes(projects, document, diagnostic);
        const problem = problemBehind(document, checked, diagnostic);
        return problem === undefined ? [] : fixesOf(document, problem, diagnostic);
      });
    },
  };
  return registerForScripts(projects, (selector) =>
    vscode.languages.registerCodeActionsProvider(selector, provider, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}

function fixesOf(
  document: vscode.TextDocument,
  problem: ScriptProblem,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction[] {
  const actions = problem.fixes.map((fix) => {
    switch (fix.kind) {
      case 'edit': {
        const edits = fix.edits.map(({ start, end, text }) =>
          vscode.TextEdit.replace(rangeOf(document, start, end), text),
        );
        return editing(fix.title, document.uri, edits, diagnostic);
      }
      case 'rename':
        return calling(fix.title, 'fastmigrate.rename', document.uri, diagnostic);
      case 'renumber':
        return calling(fix.title, 'fastmigrate.renumber', document.uri, diagnostic);
    }
  });
  const [only] = actions;
  if (only !== undefined && actions.length === 1) only.isPreferred = true;
  if (problem.ignorable) actions.push(ignoring(document, problem, diagnostic));
  return actions;
}

function touches(one: vscode.Range, other: vscode.Range): boolean {
  return one.intersection(other) !== undefined;
}

/** They are about the database that the check was about. */
function editedFixes(
  projects: Projects,
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction[] {
  const { entry, migration } = scriptDocument(projects, document) ?? {};
  if (entry === undefined || migration === undefined) return [];
  const meant = scriptArgument({ entry, migration });
  return [
    calling('Make a follow-up migration from this edit', 'fastmigrate.followUp', meant, diagnostic),
    calling('Compare with what was applied', 'fastmigrate.compare', meant, diagnostic),
    calling('Restore the applied text', 'fastmigrate.restoreApplied', meant, diagnostic),
  ];
}

/** A comment above the line, with the reason for the person to write. */
function ignoring(
  document: vscode.TextDocument,
  { code, start }: ScriptProblem,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction {
  const { line } = document.positionAt(start);
  const indent = /^\s*/.exec(document.lineAt(line).text)?.[0] ?? '';
  const comment = new vscode.SnippetString(`${indent}-- fastmigrate-ignore ${code}: `);
  comment.appendPlaceholder('why this is meant').appendText('\n');
  const edit = vscode.SnippetTextEdit.insert(new vscode.Position(line, 0), comment);
  return editing(`Ignore ${code} here, with a reason`, document.uri, [edit], diagnostic);
}

function editing(
  title: string,
  uri: vscode.Uri,
  edits: readonly (vscode.TextEdit | vscode.SnippetTextEdit)[],
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction {
  const action = new vscode.CodeAction(plainLine(title, 100), vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(
    uri,
    edits.map((edit): [vscode.TextEdit | vscode.SnippetTextEdit, undefined] => [edit, undefined]),
  );
  action.diagnostics = [diagnostic];
  return action;
}

function calling(
  title: string,
  command: string,
  argument: unknown,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction {
  const action = new vscode.CodeAction(plainLine(title, 100), vscode.CodeActionKind.QuickFix);
  action.command = { command, title, arguments: [argument] };
  action.diagnostics = [diagnostic];
  return action;
}

function rangeOf(document: vscode.TextDocument, start: number, end: number): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
