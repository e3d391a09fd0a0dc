import type { MigrationReport } from '../core/migration/report.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import { scriptFlags } from './treeFlags.ts';
import { itemOf } from './treeItems.ts';
import type { TreeNode } from './treeNodes.ts';
import { describeScript, isFailed, lookOf } from './wording.ts';

/** All that a row, its tooltip and what opens below it show, as text to compare. */
export function faceOf(node: TreeNode): string {
  if (node.type === 'script') return scriptFace(node.entry, node.migration);
  const { tooltip: _tooltip, ...shown } = itemOf(node);
  return JSON.stringify([shown, contentOf(node)]);
}

/** There are many of these, so what their items are made of is compared, without making them. */
function scriptFace(entry: ProjectEntry, migration: MigrationReport): string {
  return JSON.stringify([
    migration,
    lookOf(entry, migration),
    describeScript(entry, migration),
    scriptFlags(entry, migration),
    isFailed(entry, migration) && entry.failure,
    entry.status?.reference !== undefined,
  ]);
}

function contentOf(node: TreeNode): unknown {
  switch (node.type) {
    case 'project':
      return [
        node.entry.project,
        node.entry.status?.errors,
        node.entry.status?.warnings,
        node.entry.status?.drift,
        node.entry.problem,
      ];
    case 'drift':
      return node.entry.status?.drift;
    case 'reference':
      return node.entry.status?.reference;
    case 'notice':
      return node.notice;
    case 'fleetGroup':
      return node.group;
    case 'fleetFailure':
      return node.result;
    // What these show is all in their item, or does not change as long as they are there.
    case 'script':
    case 'range':
    case 'folder':
    case 'change':
    case 'schema':
    case 'schemaGroup':
    case 'schemaObject':
    case 'schemaColumn':
    case 'schemaNote':
    case 'fleetFile':
    case 'config':
      return undefined;
  }
}
