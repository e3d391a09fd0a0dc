import * as vscode from 'vscode';
import {
  lacksOnlyFolder,
  pendingScripts,
  troubleCount,
  type ProjectEntry,
} from '../host/projectEntry.ts';
import type { Projects } from '../host/projects.ts';
import { counted } from '../host/quantities.ts';
import { isTrusted } from '../host/trust.ts';
import { filesOf } from './fleetRows.ts';
import { itemOf, rowsOf } from './treeItems.ts';
import type { TreeNode } from './treeNodes.ts';

/** The migrations view: workspace folders (if several have projects), projects, scripts. */
export class MigrationsTree implements vscode.TreeDataProvider<TreeNode> {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  /** The nodes that the view knows, by project: events must name those very objects. */
  readonly #nodes = new Map<string, TreeNode & { entry: ProjectEntry }>();
  #welcomed = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  /** Shows what changed: one project's row, or everything. */
  update(entry: ProjectEntry | undefined): void {
    const node = entry === undefined ? undefined : this.#nodes.get(entry.key);
    const welcomed = this.#isWelcome();
    const structure = node === undefined || welcomed || welcomed !== this.#welcomed;
    this.#welcomed = welcomed;
    if (structure) {
      this.#nodes.clear();
      this.#changed.fire(undefined);
    } else if (entry !== undefined) {
      node.entry = entry;
      this.#changed.fire(node);
    }
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: TreeNode): Promise<readonly TreeNode[] & TreeNode[]> {
    if (node === undefined) await this.#projects.ready();
    return [...this.#children(node)];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if ('key' in node && node.type !== 'project') return this.#nodes.get(node.key);
    return undefined;
  }

  /** The node of a script, to reveal it. */
  scriptNode(key: string, file: string): TreeNode | undefined {
    const entry = this.#projects.find(key);
    const migration = entry?.status?.migrations.find((each) => each.file === file);
    if (entry === undefined || migration === undefined) return undefined;
    return { type: 'script', key, entry, migration };
  }

  #children(node: TreeNode | undefined): readonly TreeNode[] {
    switch (node?.type) {
      case undefined:
        return this.#isWelcome() ? [] : this.#roots();
      case 'folder':
        return this.#inFolder(node.path);
      case 'project':
        return rowsOf(this.#projects.find(node.key) ?? node.entry);
      case 'fleetGroup':
        return filesOf(node.key, node.group);
      case 'fleetFailure':
      case 'fleetFile':
      case 'script':
      case 'notice':
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

  #projectNode(entry: ProjectEntry): TreeNode {
    const known = this.#nodes.get(entry.key);
    if (known !== undefined) {
      known.entry = entry;
      return known;
    }
    const node = { type: 'project' as const, key: entry.key, entry };
    this.#nodes.set(entry.key, node);
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
    return only.status.migrations.length === 0;
  }
}

/** Creates the migrations view and keeps it and its badge up to date. */
export function registerMigrationsView(projects: Projects): {
  readonly tree: MigrationsTree;
  readonly disposable: vscode.Disposable;
} {
  const tree = new MigrationsTree(projects);
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
    projects.onDidChange((entry) => {
      tree.update(entry);
      updateBadge();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => tree.update(undefined)),
  );
  return { tree, disposable };
}

function badgeOf(entries: readonly ProjectEntry[]): vscode.ViewBadge | undefined {
  const pending = entries.reduce((sum, entry) => sum + pendingScripts(entry).length, 0);
  const trouble = entries.reduce((sum, entry) => sum + troubleCount(entry), 0);
  if (pending + trouble === 0) return undefined;
  const words = [
    ...(pending > 0 ? [counted(pending, 'pending migration')] : []),
    ...(trouble > 0 ? [counted(trouble, 'problem')] : []),
  ];
  return { value: pending + trouble, tooltip: words.join(', ') };
}
