import type { ProjectEntry } from '../host/projectEntry.ts';
import { faceOf } from './rowFace.ts';
import { rowsInRange } from './scriptRanges.ts';
import { itemOf, rowsOf } from './treeItems.ts';
import type { TreeNode } from './treeNodes.ts';

type RangeNode = Extract<TreeNode, { readonly type: 'range' }>;

/**
 * The rows below a project that the view was given. The view can only be told of the very objects that it has, so they
 * stay the same ones, with what is known now.
 */
export class ProjectRows {
  readonly #nodes = new Map<string, TreeNode>();
  readonly #faces = new Map<TreeNode, string>();
  readonly #inRanges = new Map<number, readonly TreeNode[]>();
  #top: readonly TreeNode[] | undefined;

  /** Rows directly below the project, for the view. */
  top(entry: ProjectEntry): readonly TreeNode[] {
    this.#top = this.#kept(rowsOf(entry));
    for (const node of this.#top) this.#isOther(node);
    return this.#top;
  }

  /** Scripts of a range, for the view. */
  inRange(entry: ProjectEntry, index: number): readonly TreeNode[] {
    const rows = this.#kept(rowsInRange(entry, index));
    for (const node of rows) this.#isOther(node);
    this.#inRanges.set(index, rows);
    return rows;
  }

  /** The row of the schema, where the view has it. */
  schema(): TreeNode | undefined {
    return this.#top?.find(({ type }) => type === 'schema');
  }

  /** Rows that look different now; undefined when there are other rows than before, and all are to be drawn. */
  update(entry: ProjectEntry): readonly TreeNode[] | undefined {
    const before = this.#top;
    const now = before === undefined ? undefined : this.#kept(rowsOf(entry));
    if (before === undefined || now === undefined || !isSame(before, now)) {
      this.#forget();
      return undefined;
    }
    const changed = now.filter((node) => this.#isOther(node));
    for (const node of now)
      if (node.type === 'range') changed.push(...this.#updateRange(entry, node));
    return changed;
  }

  #updateRange(entry: ProjectEntry, range: RangeNode): readonly TreeNode[] {
    const before = this.#inRanges.get(range.index);
    if (before === undefined) return [];
    const now = this.#kept(rowsInRange(entry, range.index));
    const changed = now.filter((node) => this.#isOther(node));
    if (isSame(before, now)) return changed;
    this.#inRanges.delete(range.index);
    return [range];
  }

  /** The objects that the view has for these rows, brought up to date; new ones where it has none. */
  #kept(rows: readonly TreeNode[]): readonly TreeNode[] {
    return rows.map((row) => {
      const id = idOf(row);
      const known = this.#nodes.get(id);
      if (known !== undefined) return Object.assign(known, row);
      this.#nodes.set(id, row);
      return row;
    });
  }

  /** Whether a row looks different from when it was last asked for. */
  #isOther(node: TreeNode): boolean {
    const face = faceOf(node);
    if (this.#faces.get(node) === face) return false;
    this.#faces.set(node, face);
    return true;
  }

  #forget(): void {
    this.#top = undefined;
    this.#nodes.clear();
    this.#faces.clear();
    this.#inRanges.clear();
  }
}

function isSame(before: readonly TreeNode[], now: readonly TreeNode[]): boolean {
  return before.length === now.length && before.every((node, at) => node === now[at]);
}

/** Unique in its project. Names and numbers, so that a row that moves stays the same row. */
function idOf(node: TreeNode): string {
  if (node.type === 'script') return `script#${node.migration.version}#${node.migration.file}`;
  if (node.type === 'range') return `range#${node.index}`;
  return itemOf(node).id ?? node.type;
}
