import * as vscode from 'vscode';

/** Whether databases may be opened and scripts run. */
export function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** True in a trusted workspace; otherwise tells why nothing happens, with the way to change that. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const choice = await vscode.window.showWarningMessage(
    'FastMigrate opens databases and runs scripts only in a trusted workspace.',
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
