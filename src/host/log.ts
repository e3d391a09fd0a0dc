import * as vscode from 'vscode';

/** The extension's one output channel. */
export type Log = vscode.LogOutputChannel;

/** Creates the output channel. It opens only when somebody asks for it. */
export function createLog(): Log {
  return vscode.window.createOutputChannel('FastMigrate', { log: true });
}

/** What an unknown thrown value has to say. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
