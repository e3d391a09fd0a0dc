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
  const names = new Map(before);
  const now = new Map(before);
  const unsyncedTexts = new Set<string>();
  const fresh = new Map<string, string>();
  const folders = new Set<string>();
  for (const deed of deeds) {
    const { path } = deed;
    switch (deed.kind) {
      case 'text':
        now.set(path, deed.text);
        fresh.set(path, deed.text);
        if (!deed.synced) unsyncedTexts.add(path);
        break;
      case 'name': {
        const text = now.get(deed.from) ?? '';
        now.set(path, text);
        fresh.set(path, text);
        if (unsyncedTexts.has(deed.from)) unsyncedTexts.add(path);
        // What stood at the place of a name that is taken over is gone or still there; at worst it is gone.
        if (deed.moved) for (const each of [now, names, fresh]) each.delete(deed.from);
        if (deed.moved) names.delete(path);
        break;
      }
      case 'gone':
        for (const each of [now, names, fresh]) each.delete(path);
        break;
      case 'folder':
        folders.add(path);
        break;
      case 'synced':
        for (const [name, text] of fresh)
          if (folderOf(name) === path && !unsyncedTexts.has(name)) {
            names.set(name, text);
            fresh.delete(name);
          }
        for (const folder of folders) if (folderOf(folder) === path) folders.delete(folder);
    }
  }
  return new Map(
    [...names].filter(([name]) => ![...folders].some((each) => name.startsWith(`${each}/`))),
  );
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
