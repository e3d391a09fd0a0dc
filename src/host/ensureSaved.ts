import * as vscode from 'vscode';

/** Milliseconds in which a save of the editor's own comes to its end. */
const SAVE_LIMIT_MS = 5000;

/**
 * Saves a document where it is not saved yet. The editor refuses that while it saves by itself (`files.autoSave`), so
 * then its own save is waited for. False where the document could not be saved, which the editor tells.
 */
export async function ensureSaved(document: vscode.TextDocument): Promise<boolean> {
  if (!document.isDirty || (await document.save())) return true;
  await saveOf(document);
  return !document.isDirty;
}

/** Saves a file that is open in an editor, where it is not saved yet. False where it could not be saved. */
export async function saveEditor(file: string): Promise<boolean> {
  const open = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === file,
  );
  return open === undefined || ensureSaved(open);
}

function saveOf(document: vscode.TextDocument): Promise<void> {
  return new Promise((resolve) => {
    if (!document.isDirty) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(end, SAVE_LIMIT_MS);
    const listener = vscode.workspace.onDidSaveTextDocument((each) => {
      if (each === document) end();
    });
    return undefined;
  });
}
