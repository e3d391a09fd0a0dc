import * as vscode from 'vscode';
import type { MigrationReport } from '../core/migration/report.ts';
import { Deferred } from '../host/deferred.ts';
import { plainLine } from '../host/plainText.ts';
import { pendingScripts, type ProjectEntry } from '../host/projectEntry.ts';
import type { Projects } from '../host/projects.ts';
import { decorationsEnabled, onSettingsChange } from '../host/settings.ts';
import { badgeOf, colorOf } from './looks.ts';
import { ITEM_SCHEME } from './treeItems.ts';
import { describeScript, lookOf, type Look } from './wording.ts';

interface Mark {
  readonly migration: MigrationReport;
  readonly look: Look;
  readonly isNext: boolean;
  readonly words: string;
}

/** What the scripts of one project carry, by path. */
interface Marks {
  readonly entry: ProjectEntry;
  readonly byPath: ReadonlyMap<string, Mark>;
}

/** Beyond these the editor asks for all that it shows, which is quicker than a list. */
const LISTED = 250;

/** Badges on scripts in the Explorer, and the colours of the view's own rows. */
export class Decorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  readonly #update = new Deferred(() => this.#readAgain());
  #marks: ReadonlyMap<string, Marks> = new Map();

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#marks = this.#read();
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme === ITEM_SCHEME) return rowDecoration(uri);
    if (uri.scheme !== 'file') return undefined;
    this.#update.now();
    const mark = this.#markOf(pathKey(uri.fsPath));
    if (mark === undefined) return undefined;
    const badge = badgeOf(mark.look);
    // No colour: the Explorer's own, such as that of source control, stays.
    return badge === ''
      ? undefined
      : new vscode.FileDecoration(badge, `FastMigrate: ${mark.words}`);
  }

  /** Reads the marks again soon, and tells of those that differ. */
  update(): void {
    this.#update.ask();
  }

  /** Tells of all of them: another database says what they are. */
  updateAll(): void {
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#update.dispose();
    this.#changed.dispose();
  }

  #readAgain(): void {
    const before = this.#marks;
    this.#marks = this.#read();
    const different = differences(before, this.#marks);
    if (different.length > LISTED) this.#changed.fire(undefined);
    else if (different.length > 0)
      this.#changed.fire(different.map((file) => vscode.Uri.file(file)));
  }

  /** Of several databases with one folder, the one that a person is at says it. */
  #markOf(file: string): Mark | undefined {
    for (const { key } of this.#projects.inOrder) {
      const mark = this.#marks.get(key)?.byPath.get(file);
      if (mark !== undefined) return mark;
    }
    return undefined;
  }

  #read(): ReadonlyMap<string, Marks> {
    if (!decorationsEnabled()) return new Map();
    return new Map(
      this.#projects.entries.map((entry) => {
        const before = this.#marks.get(entry.key);
        if (before?.entry === entry) return [entry.key, before];
        return [entry.key, { entry, byPath: marksOf(entry, before?.byPath) }];
      }),
    );
  }
}

/** Marks of thousands of scripts are looked at with each step of a run, so those that stay are kept. */
function marksOf(
  entry: ProjectEntry,
  before: ReadonlyMap<string, Mark> | undefined,
): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  const [next] = pendingScripts(entry);
  for (const migration of entry.status?.migrations ?? []) {
    if (migration.status === 'missing') continue;
    const file = pathKey(migration.path);
    const look = lookOf(entry, migration);
    const isNext = migration === next;
    const old = before?.get(file);
    // What is said of an invalid one depends on its neighbours too.
    const isSame =
      old?.migration === migration &&
      old.look === look &&
      old.isNext === isNext &&
      look !== 'invalid';
    const words = isSame ? old.words : plainLine(describeScript(entry, migration));
    marks.set(file, isSame ? old : { migration, look, isNext, words });
  }
  return marks;
}

function differences(
  before: ReadonlyMap<string, Marks>,
  now: ReadonlyMap<string, Marks>,
): readonly string[] {
  const different = new Set<string>();
  for (const key of new Set([...before.keys(), ...now.keys()])) {
    const [old, fresh] = [before.get(key)?.byPath, now.get(key)?.byPath];
    if (old === fresh) continue;
    for (const [file, mark] of fresh ?? []) if (isOther(old?.get(file), mark)) different.add(file);
    for (const file of old?.keys() ?? []) if (fresh?.has(file) !== true) different.add(file);
  }
  return [...different];
}

function isOther(old: Mark | undefined, now: Mark): boolean {
  return old !== now && (old?.look !== now.look || old.words !== now.words);
}

/** The editor writes the letter of a drive small. */
function pathKey(file: string): string {
  return /^[A-Z]:/.test(file) ? file.charAt(0).toLowerCase() + file.slice(1) : file;
}

/** Registers the decorations. */
export function registerDecorations(projects: Projects): {
  readonly provider: Decorations;
  readonly disposable: vscode.Disposable;
} {
  const provider = new Decorations(projects);
  const disposable = vscode.Disposable.from(
    provider,
    vscode.window.registerFileDecorationProvider(provider),
    projects.onDidChange(() => provider.update()),
    projects.onDidPrefer(() => provider.updateAll()),
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
