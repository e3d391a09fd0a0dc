import { foldName } from '../../sql/identifier.ts';
import type { VirtualTable } from '../model.ts';

const FTS = ['content', 'docsize', 'segdir', 'segments', 'stat'];
const RTREE = ['node', 'parent', 'rowid'];

/** How modules call the tables that they keep, behind the virtual table's name and `_`. https://sqlite.org/vtab.html#the_xshadowname_method */
const SUFFIXES: ReadonlyMap<string, readonly string[]> = new Map([
  ['fts3', FTS],
  ['fts4', FTS],
  ['fts5', ['config', 'content', 'data', 'docsize', 'idx']],
  ['rtree', RTREE],
  ['rtree_i32', RTREE],
  ['geopoly', RTREE],
  ['spellfix1', ['vocab']],
  ['vec0', ['auxiliary', 'chunks', 'info', 'rowids']],
]);

/** What vec0 numbers: one table for each vector and each metadata column. */
const NUMBERED = /^(?:vector_chunks|metadatachunks|metadatatext)\d+$/;

/**
 * The shadow tables among `tables`, by the folded name of their virtual table. SQLite marks them by name too, but
 * only while their module is loaded: `marked` are the folded names of those.
 */
export function shadowsOf(
  virtualTables: readonly Pick<VirtualTable, 'name' | 'module'>[],
  tables: readonly string[],
  marked: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const modules = new Map(
    virtualTables.map(({ name, module }) => [foldName(name), foldName(module)]),
  );
  const shadows = new Map<string, string[]>();
  if (modules.size === 0) return shadows;
  for (const table of tables) {
    const owner = ownerOf(foldName(table), modules, marked.has(foldName(table)));
    if (owner === undefined) continue;
    const list = shadows.get(owner);
    if (list) list.push(table);
    else shadows.set(owner, [table]);
  }
  return shadows;
}

/** The virtual table with the longest name that is the beginning of the table's. */
function ownerOf(
  table: string,
  modules: ReadonlyMap<string, string>,
  isMarked: boolean,
): string | undefined {
  for (let at = table.lastIndexOf('_'); at > 0; at = table.lastIndexOf('_', at - 1)) {
    const owner = table.slice(0, at);
    const module = modules.get(owner);
    if (module === undefined) continue;
    const suffix = table.slice(at + 1);
    if (isMarked || SUFFIXES.get(module)?.includes(suffix)) return owner;
    if (module === 'vec0' && NUMBERED.test(suffix)) return owner;
  }
  return undefined;
}
