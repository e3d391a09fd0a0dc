import * as vscode from 'vscode';

/** Shows a file where the editors show it under the name that it had before. Unsaved text must be saved before. */
export async function showInstead(before: string, now: string): Promise<void> {
  for (const { viewColumn, tabs } of vscode.window.tabGroups.all)
    for (const tab of tabs) {
      if (!(tab.input instanceof vscode.TabInputText) || tab.input.uri.fsPath !== before) continue;
      await vscode.window.showTextDocument(vscode.Uri.file(now), {
        viewColumn,
        preview: tab.isPreview,
        preserveFocus: true,
      });
      await vscode.window.tabGroups.close(tab, true);
    }
}
