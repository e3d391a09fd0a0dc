import path from 'node:path';
import * as vscode from 'vscode';
import type { RestorePreview } from '../core/backup/backupFile.ts';
import { EngineCancelled } from '../engine/engineError.ts';
import { withLateProgress } from '../host/lateProgress.ts';
import { messageOf } from '../host/log.ts';
import { plainLine } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { previewDocument, previewLines } from '../host/restorePreview.ts';
import type { Services } from '../host/services.ts';

const SCHEME = 'fastmigrate-preview';

/** What a restore would change: for the question, and as a document. */
export interface Preview {
  readonly lines: readonly string[];
  /** Shows all of it; undefined where the comparison failed. */
  readonly open?: () => Promise<void>;
}

/** The documents that say what a restore would change. */
export class PreviewDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  async show(database: string, preview: RestorePreview): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${path.basename(preview.file)}.txt` });
    this.#texts.set(uri.toString(), previewDocument(database, preview));
    // One that is open still shows an earlier answer.
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Compares the database with a file, in a process of its own. Undefined when that was cancelled. */
export async function readPreview(
  services: Services,
  documents: PreviewDocuments,
  { entry, file }: { readonly entry: ProjectEntry; readonly file: string },
): Promise<Preview | undefined> {
  try {
    const preview = await compare(services, entry, file);
    return {
      lines: previewLines(preview),
      open: async () => documents.show(entry.project.database, preview),
    };
  } catch (error) {
    if (error instanceof EngineCancelled) return undefined;
    services.log.warn(`preview of ${file}: ${messageOf(error)}`);
    return { lines: [`What differs could not be told: ${plainLine(messageOf(error))}`] };
  }
}

async function compare(
  { engine }: Services,
  { project, key }: ProjectEntry,
  file: string,
): Promise<RestorePreview> {
  const title = `Comparing ${path.basename(project.database)} with ${path.basename(file)}`;
  return withLateProgress(title, async (signal) =>
    engine.mutate('previewRestore', { project, file }, { key: `preview ${key}`, signal }),
  );
}
