import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../host/log.ts';
import { plainLine } from '../host/plainText.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { readComparison, type Comparison } from '../host/schemaReads.ts';
import type { Services } from '../host/services.ts';

const SCHEME = 'fastmigrate-schema';
const GONE =
  '-- This text was made before the window was loaded. Show it again from the Migrations view.\n';

/** The two sides of a comparison with the desired schema. */
export interface Sides {
  readonly now: vscode.Uri;
  readonly desired: vscode.Uri;
}

/** Read-only documents with schemas and statements. Those of a comparison follow the project while they are open. */
export class SchemaDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #services: Services;
  readonly #texts = new Map<string, string>();
  /** Comparisons that were shown, by project, with the number of the last one that was asked for. */
  readonly #compared = new Map<string, { readonly sides: Sides; round: number }>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
      services.projects.onDidRead(({ key }) => void this.#follow(key)),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? GONE;
  }

  /** Keeps a text until its document is closed. `name` becomes the title, `key` tells projects and kinds apart. */
  put(name: string, key: string, text: string): vscode.Uri {
    const file = plainLine(name, 80).replaceAll(/[\\/]/g, '_');
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${file}.sql`, query: key });
    this.#set(uri, text);
    return uri;
  }

  /** Puts both sides of a comparison and keeps them up to date. */
  compare(entry: ProjectEntry, { before, after }: Comparison): Sides {
    const name = path.basename(entry.project.database);
    const sides = {
      now: this.put(name, `now ${entry.key}`, before),
      desired: this.put(name, `desired ${entry.key}`, after),
    };
    this.#compared.set(entry.key, { sides, round: 0 });
    return sides;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #set(uri: vscode.Uri, text: string): void {
    const before = this.#texts.get(uri.toString());
    this.#texts.set(uri.toString(), text);
    if (before !== text) this.#changed.fire(uri);
  }

  async #follow(key: string): Promise<void> {
    const entry = this.#services.projects.find(key);
    const compared = this.#compared.get(key);
    if (entry === undefined || compared === undefined || entry.running !== undefined) return;
    const { now, desired } = compared.sides;
    if (!this.#texts.has(now.toString()) || !this.#texts.has(desired.toString())) {
      this.#compared.delete(key);
      return;
    }
    compared.round += 1;
    const { round } = compared;
    try {
      const { before, after } = await readComparison(this.#services.engine, entry);
      // A later comparison has the last word.
      if (this.#compared.get(key) !== compared || compared.round !== round) return;
      this.#set(now, before);
      this.#set(desired, after);
    } catch (error) {
      this.#services.log.warn(`comparing the schema: ${messageOf(error)}`);
    }
  }
}

/** Opens one of the documents. */
export async function showDocument(uri: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}
