import path from 'node:path';
import * as vscode from 'vscode';
import type { ProjectEntry } from './projectEntry.ts';
import type { Projects } from './projects.ts';

/** The project that commands without an argument, the status bar and the context keys are about. */
export class CurrentProject implements vscode.Disposable {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #key: string | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#followEditor(editor)),
      projects.onDidChange((entry) => {
        if (entry === undefined) this.#followEditor(vscode.window.activeTextEditor);
        if (entry === undefined || entry.key === this.get()?.key) this.#changed.fire();
      }),
    );
  }

  get(): ProjectEntry | undefined {
    const chosen = this.#key === undefined ? undefined : this.#projects.find(this.#key);
    return chosen ?? this.#projects.entries[0];
  }

  /** Stays with this project until an editor of another one is opened. */
  select(key: string): void {
    if (this.#key === key) return;
    this.#key = key;
    this.#projects.prefer(key);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  #followEditor(editor: vscode.TextEditor | undefined): void {
    if (editor === undefined || editor.document.uri.scheme !== 'file') return;
    const owner = ownerOf(this.#projects.entries, editor.document.uri.fsPath, this.#key);
    if (owner !== undefined) this.select(owner.key);
  }
}

/** The project that a file belongs to: the one with it as a script or configuration, else the innermost root around it. */
export function ownerOf(
  entries: readonly ProjectEntry[],
  file: string,
  preferred?: string,
): ProjectEntry | undefined {
  const inside = (folder: string): boolean => file === folder || file.startsWith(folder + path.sep);
  const sorted = entries.toSorted(
    (a, b) =>
      b.project.root.length - a.project.root.length ||
      Number(b.key === preferred) - Number(a.key === preferred),
  );
  return (
    sorted.find(({ project }) => inside(project.migrations)) ??
    sorted.find(({ project }) => inside(project.root))
  );
}
