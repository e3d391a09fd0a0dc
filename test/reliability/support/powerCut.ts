import { answerOf } from '../../support/process.ts';

/** Something that was done to files, in order. Paths are absolute. */
type Deed =
  | {
      readonly kind: 'text';
      readonly path: string;
      readonly text: string;
      readonly synced: boolean;
    }
  | { readonly kind: 'name'; readonly path: string; readonly from: string; readonly moved: boolean }
  | { readonly kind: 'gone'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  /** The names in a folder are on disk. */
  | { readonly kind: 'synced'; readonly path: string };

/** Module text that watches the files that a call writes; the real functions do the work. */
const WATCH = `
const fs = (await import('node:fs')).default;
const { dirname, resolve } = await import('node:path');
const deeds = [];
const folders = new Map();
const watch = (name, note) => {
  const real = fs[name];
  fs[name] = (...words) => {
    const result = real(...words);
    note(result, ...words);
    return result;
  };
};
const text = (path) => fs.readFileSync(path, 'utf8');
watch('writeFileSync', (_, path, what, options) =>
  deeds.push({ kind: 'text', path, text: text(path), synced: options?.flush === true }));
watch('copyFileSync', (_, from, path) => deeds.push({ kind: 'text', path, text: text(path), synced: false }));
watch('renameSync', (_, from, path) => deeds.push({ kind: 'name', path, from, moved: true }));
watch('linkSync', (_, from, path) => deeds.push({ kind: 'name', path, from, moved: false }));
watch('rmSync', (_, path) => deeds.push({ kind: 'gone', path }));
watch('mkdirSync', (first, path) => {
  if (first === undefined) return;
  const made = [];
  for (let each = resolve(path); each !== dirname(resolve(first)); each = dirname(each)) made.unshift(each);
  for (const each of made) deeds.push({ kind: 'folder', path: each });
});
watch('openSync', (file, path) => folders.set(file, path));
watch('fsyncSync', (_, file) => deeds.push({ kind: 'synced', path: folders.get(file) }));
(await import('node:module')).syncBuiltinESMExports();
`;

/** Runs a call, module text that may use \`args\`, in a process of its own, and tells what it did to files. */
export async function deedsOf(call: string, args: readonly unknown[]): Promise<readonly Deed[]> {
  return (await answerOf(`${WATCH}\n${call}\nprint(deeds);`, args)) as readonly Deed[];
}

/**
 * The texts that a power cut behind the first of these deeds leaves at worst, by path: of what is not synced, a text is
 * lost, a new name is not there, and an old one is gone. `before` is what was on disk.
 */
export function leftAtWorst(
  deeds: readonly Deed[],
  before: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const disk = new Disk(before);
  for (const deed of deeds) disk.take(deed);
  return disk.left();
}

/** What is on disk for certain, and what is only seen by programs. */
class Disk {
  readonly #names: Map<string, string>;
  readonly #now: Map<string, string>;
  readonly #unsyncedTexts = new Set<string>();
  readonly #fresh = new Map<string, string>();
  readonly #folders = new Set<string>();

  constructor(before: ReadonlyMap<string, string>) {
    this.#names = new Map(before);
    this.#now = new Map(before);
  }

  take(deed: Deed): void {
    const { path } = deed;
    if (deed.kind === 'text') this.#write(path, deed.text, deed.synced);
    else if (deed.kind === 'name') this.#name(path, deed.from, deed.moved);
    else if (deed.kind === 'gone') this.#remove(path);
    else if (deed.kind === 'folder') this.#folders.add(path);
    else this.#sync(path);
  }

  left(): ReadonlyMap<string, string> {
    const lost = (name: string): boolean =>
      [...this.#folders].some((each) => name.startsWith(`${each}/`));
    return new Map([...this.#names].filter(([name]) => !lost(name)));
  }

  #write(path: string, text: string, synced: boolean): void {
    this.#now.set(path, text);
    this.#fresh.set(path, text);
    if (!synced) this.#unsyncedTexts.add(path);
  }

  /** What stood at the place of a name that is taken over is gone or still there; at worst it is gone. */
  #name(path: string, from: string, moved: boolean): void {
    this.#write(path, this.#now.get(from) ?? '', !this.#unsyncedTexts.has(from));
    if (!moved) return;
    this.#remove(from);
    this.#names.delete(path);
  }

  #remove(path: string): void {
    for (const each of [this.#now, this.#names, this.#fresh]) each.delete(path);
  }

  #sync(folder: string): void {
    for (const [name, text] of this.#fresh)
      if (folderOf(name) === folder && !this.#unsyncedTexts.has(name)) {
        this.#names.set(name, text);
        this.#fresh.delete(name);
      }
    for (const each of this.#folders) if (folderOf(each) === folder) this.#folders.delete(each);
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
