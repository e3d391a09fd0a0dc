import * as vscode from 'vscode';

/** Shows a file where the editors show it under the name that it had before. Unsaved text must be saved before. */
export async function showInstead(before: string, now: string): Promise<void> {
  for (const { viewColumn, isPreview } of tabsOf(before))
    await vscode.window.showTextDocument(vscode.Uri.file(now), {
      viewColumn,
      preview: isPreview,
      preserveFocus: true,
    });
  // A tab for a look took the new file in; the others stand beside it.
  const left = tabsOf(before).map(({ tab }) => tab);
  if (left.length > 0) await vscode.window.tabGroups.close(left, true);
}

interface OpenTab {
  readonly tab: vscode.Tab;
  readonly viewColumn: vscode.ViewColumn;
  readonly isPreview: boolean;
}

function tabsOf(file: string): readonly OpenTab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
    tabs
      .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.fsPath === file)
      .map((tab) => ({ tab, viewColumn, isPreview: tab.isPreview })),
  );
}
