import * as vscode from 'vscode';
import type { Services } from '../host/services.ts';
import { registerCodeLenses } from './codeLenses.ts';
import { ScriptChecks } from './scriptChecks.ts';
import { registerScriptCompletion } from './scriptCompletion.ts';
import { registerScriptDiagnostics } from './scriptDiagnostics.ts';
import { registerScriptFixes } from './scriptFixes.ts';
import { registerScriptHover } from './scriptHover.ts';
import { registerScriptNavigation } from './scriptNavigation.ts';

/** Registers what the editor knows of scripts while they are written and read. */
export function registerScriptEditor(services: Services): vscode.Disposable {
  const { projects } = services;
  const checks = new ScriptChecks(services);
  return vscode.Disposable.from(
    checks,
    registerScriptDiagnostics(services, checks),
    registerScriptFixes(projects, checks),
    registerCodeLenses(projects, checks),
    registerScriptCompletion(services),
    registerScriptHover(services),
    registerScriptNavigation(services),
  );
}
