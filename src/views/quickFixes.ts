import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { isRenumberable, type ProjectEntry } from '../host/projectEntry.ts';
import type { Projects } from '../host/projects.ts';
import { isTrusted } from '../host/trust.ts';
import { PROBLEM } from './problems.ts';
import { codeOf } from './scriptDiagnostics.ts';

const CODES: ReadonlySet<unknown> = new Set(Object.values(PROBLEM));

/** Offers, at a problem with a script's name, number or text, the commands that resolve it. */
export function registerQuickFixes(projects: Projects): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    {
      provideCodeActions: (document, _range, { diagnostics }) => {
        const ours = diagnostics.filter(
          (each) => each.source === 'FastMigrate' && CODES.has(codeOf(each)),
        );
        if (ours.length === 0) return [];
        return fixesAt(projects, document.uri).map((fix) => action(fix, document.uri, ours));
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

/** Several databases may have one folder, and the problem be that of one of them. */
function fixesAt({ inOrder }: Projects, uri: vscode.Uri): readonly Fix[] {
  const fixes = new Map<string, Fix>();
  for (const entry of inOrder) {
    const migration = entry.status?.migrations.find(({ path }) => path === uri.fsPath);
    if (migration === undefined) continue;
    for (const fix of fixesFor(entry, migration)) fixes.set(fix.command, fix);
  }
  return [...fixes.values()];
}

interface Fix {
  readonly title: string;
  readonly command: string;
}

/** What resolves a problem, the safest first. */
function fixesFor(entry: ProjectEntry, migration: MigrationReport): readonly Fix[] {
  const fixes: Fix[] = [];
  const add = (when: boolean, title: string, command: string): void => {
    if (when) fixes.push({ title, command: `fastmigrate.${command}` });
  };
  const trusted = isTrusted();
  const conflicted = migration.status === 'conflicted';
  add(
    trusted && isRenumberable(entry, migration),
    'Renumber: give it the next free number',
    'renumber',
  );
  add(trusted && conflicted, 'Compare with the reference', 'compareReference');
  add(trusted && conflicted, 'Restore the script from the reference', 'restoreScriptReference');
  add(migration.status === 'invalid', 'Rename…', 'rename');
  return fixes;
}

function action(
  { title, command }: Fix,
  uri: vscode.Uri,
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction {
  const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  fix.command = { command, title, arguments: [uri] };
  fix.diagnostics = diagnostics;
  return fix;
}
