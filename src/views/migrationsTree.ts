import * as vscode from 'vscode';
import type { EngineClient } from '../engine/client.ts';
import {
  driftOf,
  lacksOnlyFolder,
  pendingScripts,
  troubleCount,
  type ProjectEntry,
} from '../host/projectEntry.ts';
import type { Projects } from '../host/projects.ts';
import { counted } from '../host/quantities.ts';
import { SettledChanges } from '../host/settledChanges.ts';
import { isTrusted } from '../host/trust.ts';
import { changesOf } from './driftRows.ts';
import { rowsBelow, SchemaTree } from './schemaTree.ts';
import { filesOf } from './fleetRows.ts';
import { ProjectRows } from './projectRows.ts';
import { faceOf } from './rowFace.ts';
import { scriptTooltip } from './tooltips.ts';
import { itemOf } from './treeItems.ts';
import type { TreeNode } from './treeNodes.ts';

/** The migrations view: workspace folders (if several have projects), projects, scripts and the schema. */
export class MigrationsTree implements vscode.TreeDataProvider<TreeNode> {
  readonly #projects: Projects;
  readonly #schema: SchemaTree;
  readonly #changed = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  /** The nodes that the view knows, by project: events must name those very objects. */
  readonly #nodes = new Map<string, TreeNode & { entry: ProjectEntry }>();
  readonly #rows = new Map<string, ProjectRows>();
  readonly #faces = new Map<string, string>();
  readonly #settled = new SettledChanges<TreeNode>((nodes) =>
    this.#changed.fire(nodes === undefined ? undefined : [...nodes]),
  );
  #welcomed = false;
  #asked = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(projects: Projects, schema: SchemaTree) {
    this.#projects = projects;
    this.#schema = schema;
  }

  /** Shows what changed: everything, one project with all its rows, or those of them that look different now. */
  update(entry: ProjectEntry | undefined): void {
    if (entry === undefined) this.#schema.forget(undefined);
    const node = entry === undefined ? undefined : this.#nodes.get(entry.key);
    const welcomed = this.#isWelcome();
    const structure = node === undefined || welcomed || welcomed !== this.#welcomed;
    this.#welcomed = welcomed;
    if (structure) {
      this.#nodes.clear();
      this.#rows.clear();
      this.#faces.clear();
      this.#tell(undefined);
    } else if (entry !== undefined) {
      node.entry = entry;
      this.#updateProject(node);
    }
  }

  #updateProject(node: TreeNode & { entry: ProjectEntry }): void {
    const { key } = node.entry;
    const rows = this.#rowsOf(key).update(node.entry);
    const face = faceOf(node);
    // With a row the editor draws anew all that is below it, so the project's is told only when it has to.
    if (rows === undefined || this.#faces.get(key) !== face) this.#tell([node]);
    else if (rows.length > 0) this.#tell(rows);
    this.#faces.set(key, face);
  }

  /** Shows a project's schema as it is now. */
  updateSchema(key: string): void {
    this.#schema.forget(key);
    const node = this.#rows.get(key)?.schema();
    if (node !== undefined) this.#tell([node]);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: TreeNode): Promise<readonly TreeNode[] & TreeNode[]> {
    this.#asked = true;
    if (node === undefined) await this.#projects.ready();
    const children = [...(await this.#children(node))];
    this.#settled.asked();
    return children;
  }

  dispose(): void {
    this.#settled.dispose();
    this.#changed.dispose();
  }

  #tell(nodes: readonly TreeNode[] | undefined): void {
    // A view that has not asked yet reads everything when it does. Told to read it again meanwhile, it mixes up rows.
    if (!this.#asked) return;
    // Rows of one project are asked for one after another, and there is nothing to wait for.
    if (this.#projects.entries.length > 1) this.#settled.add(nodes);
    else this.#changed.fire(nodes === undefined ? undefined : [...nodes]);
  }

  /** Tooltips of scripts are made when one is looked at: they cost more than all the rest of a row. */
  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.type === 'script') item.tooltip = scriptTooltip(node.entry, node.migration);
    return item;
  }

  async #children(node: TreeNode | undefined): Promise<readonly TreeNode[]> {
    switch (node?.type) {
      case undefined:
        return this.#isWelcome() ? [] : this.#roots();
      case 'folder':
        return this.#inFolder(node.path);
      case 'project':
        return this.#rowsOf(node.key).top(this.#projects.find(node.key) ?? node.entry);
      case 'range':
        return this.#rowsOf(node.key).inRange(
          this.#projects.find(node.key) ?? node.entry,
          node.index,
        );
      case 'drift':
        return changesOf(this.#projects.find(node.key) ?? node.entry);
      case 'schema':
        return this.#inSchema(node.key);
      case 'schemaGroup':
      case 'schemaObject':
      case 'schemaColumn':
      case 'schemaNote':
        return rowsBelow(node);
      case 'fleetGroup':
        return filesOf(node);
      case 'fleetFailure':
      case 'fleetFile':
      case 'script':
      case 'notice':
      case 'change':
      case 'reference':
      case 'config':
        return [];
    }
  }

  #roots(): readonly TreeNode[] {
    const { entries, failures } = this.#projects;
    const folders = new Map(
      [...entries, ...failures].map(({ folder }) => [folder.uri.fsPath, folder]),
    );
    if (folders.size <= 1) return [...folders.keys()].flatMap((path) => this.#inFolder(path));
    return [...folders].map(([path, { name }]): TreeNode => ({ type: 'folder', name, path }));
  }

  #inFolder(path: string): readonly TreeNode[] {
    const failures = this.#projects.failures
      .filter(({ folder }) => folder.uri.fsPath === path)
      .map((failure): TreeNode => ({ type: 'config', failure }));
    const projects = this.#projects.entries
      .filter(({ folder }) => folder.uri.fsPath === path)
      .map((entry) => this.#projectNode(entry));
    return [...failures, ...projects];
  }

  #rowsOf(key: string): ProjectRows {
    const rows = this.#rows.get(key) ?? new ProjectRows();
    this.#rows.set(key, rows);
    return rows;
  }

  async #inSchema(key: string): Promise<readonly TreeNode[]> {
    const entry = this.#projects.find(key);
    return entry === undefined ? [] : this.#schema.rows(entry);
  }

  #projectNode(entry: ProjectEntry): TreeNode {
    const known = this.#nodes.get(entry.key);
    if (known !== undefined) {
      known.entry = entry;
      this.#faces.set(entry.key, faceOf(known));
      return known;
    }
    const node = { type: 'project' as const, key: entry.key, entry };
    this.#nodes.set(entry.key, node);
    this.#faces.set(entry.key, faceOf(node));
    return node;
  }

  /** An empty view shows a welcome text with the one thing to do next; with scripts there is more to show. */
  #isWelcome(): boolean {
    const { entries, failures } = this.#projects;
    const [only, other] = entries;
    if (only === undefined) return failures.length === 0;
    if (other !== undefined || failures.length > 0 || !isTrusted()) return false;
    if (only.status === undefined || only.running !== undefined) return false;
    if (only.status.errors.length > 0 && !lacksOnlyFolder(only)) return false;
    // A desired schema is how a project may begin: its first script is generated.
    if (driftOf(only) !== undefined) return false;
    return only.status.migrations.length === 0;
  }
}

/** Creates the migrations view and keeps it and its badge up to date. */
export function registerMigrationsView(
  projects: Projects,
  engine: EngineClient,
): {
  readonly tree: MigrationsTree;
  readonly disposable: vscode.Disposable;
} {
  const tree = new MigrationsTree(projects, new SchemaTree(engine));
  const view = vscode.window.createTreeView('fastmigrate.migrations', {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  const updateBadge = (): void => {
    view.badge = badgeOf(projects.entries);
  };
  updateBadge();
  const disposable = vscode.Disposable.from(
    view,
    tree,
    projects.onDidChange((entry) => {
      tree.update(entry);
      updateBadge();
    }),
    projects.onDidRead(({ key, databaseChanged }) => {
      if (databaseChanged) tree.updateSchema(key);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => tree.update(undefined)),
  );
  return { tree, disposable };
}

function badgeOf(entries: readonly ProjectEntry[]): vscode.ViewBadge | undefined {
  const pending = entries.reduce((sum, entry) => sum + pendingScripts(entry).length, 0);
  const trouble = entries.reduce((sum, entry) => sum + troubleCount(entry), 0);
  const drifted = entries.filter((entry) => driftOf(entry) !== undefined).length;
  if (pending + trouble + drifted === 0) return undefined;
  const words = [
    ...(pending > 0 ? [counted(pending, 'pending migration')] : []),
    ...(trouble > 0 ? [counted(trouble, 'problem')] : []),
    ...(drifted > 0 ? [counted(drifted, 'schema that differs', 'schemas that differ')] : []),
  ];
  return { value: pending + trouble + drifted, tooltip: words.join(', ') };
}
