import * as vscode from 'vscode';
import { plainLine } from '../host/plainText.ts';
import type { Projects } from '../host/projects.ts';
import { decorationsEnabled, onSettingsChange } from '../host/settings.ts';
import { badgeOf, colorOf } from './looks.ts';
import { ITEM_SCHEME } from './treeItems.ts';
import { describeScript, lookOf, type Look } from './wording.ts';

interface Mark {
  readonly look: Look;
  readonly words: string;
}

/** Badges on scripts in the Explorer, and the colours of the view's own rows. */
export class Decorations implements vscode.FileDecorationProvider {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  #marks: ReadonlyMap<string, Mark> = new Map();

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#marks = this.#read();
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme === ITEM_SCHEME) return rowDecoration(uri);
    const mark = this.#marks.get(uri.toString());
    if (mark === undefined) return undefined;
    const badge = badgeOf(mark.look);
    // No colour: the Explorer's own, such as that of source control, stays.
    return badge === ''
      ? undefined
      : new vscode.FileDecoration(badge, `FastMigrate: ${mark.words}`);
  }

  /** Reads the marks again and tells of those that differ. */
  update(): void {
    const before = this.#marks;
    this.#marks = this.#read();
    const different = [...new Set([...before.keys(), ...this.#marks.keys()])].filter((uri) => {
      const [old, now] = [before.get(uri), this.#marks.get(uri)];
      return old?.look !== now?.look || old?.words !== now?.words;
    });
    if (different.length > 0)
      this.#changed.fire(different.map((uri) => vscode.Uri.parse(uri, true)));
  }

  #read(): ReadonlyMap<string, Mark> {
    if (!decorationsEnabled()) return new Map();
    return new Map(
      this.#projects.entries.flatMap((entry) =>
        (entry.status?.migrations ?? [])
          .filter(({ status }) => status !== 'missing')
          .map((migration): [string, Mark] => [
            vscode.Uri.file(migration.path).toString(),
            { look: lookOf(entry, migration), words: plainLine(describeScript(entry, migration)) },
          ]),
      ),
    );
  }
}

/** Registers the decorations. */
export function registerDecorations(projects: Projects): {
  readonly provider: Decorations;
  readonly disposable: vscode.Disposable;
} {
  const provider = new Decorations(projects);
  const disposable = vscode.Disposable.from(
    vscode.window.registerFileDecorationProvider(provider),
    projects.onDidChange(() => provider.update()),
    onSettingsChange(['decorations.enable'], () => provider.update()),
  );
  return { provider, disposable };
}

/** Applied rows keep the usual colour: most rows are applied, and what needs attention should stand out. */
function rowDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
  const look = uri.query;
  if (
    look !== 'failed' &&
    look !== 'diverged' &&
    look !== 'conflicted' &&
    look !== 'invalid' &&
    look !== 'missing' &&
    look !== 'skipped'
  ) {
    return undefined;
  }
  return new vscode.FileDecoration(undefined, undefined, colorOf(look));
}
