import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { FastmigrateApi } from '../../src/extension.ts';
import type { TreeNode } from '../../src/views/treeNodes.ts';
import { fileIn, projectOf, ready, until } from './host.ts';

const script = (number: number): string =>
  fileIn('migrations', `${String(number).padStart(4, '0')}-step.sql`);

type Row = readonly [label: unknown, description: unknown, collapsible: unknown];

/** What is told of rows while something is done, each by what it is called. */
async function told(
  { tree, projects }: FastmigrateApi,
  change: () => void | Promise<void>,
): Promise<readonly string[]> {
  const names: string[] = [];
  const listening = tree.onDidChangeTreeData((nodes) => {
    for (const node of nodes === undefined ? [undefined] : [nodes].flat())
      names.push(node === undefined ? 'everything' : nameOf(tree.getTreeItem(node)));
  });
  await change();
  const [entry] = projects.entries;
  await projects.refresh(entry?.key ?? '');
  listening.dispose();
  return names;
}

function nameOf({ label }: vscode.TreeItem): string {
  return typeof label === 'string' ? label : '';
}

function rowOf({ tree }: FastmigrateApi, node: TreeNode): Row {
  const { label, description, collapsibleState } = tree.getTreeItem(node);
  return [label, description, collapsibleState];
}

async function open({ tree }: FastmigrateApi, ...labels: readonly string[]): Promise<TreeNode[]> {
  let [node] = await tree.getChildren();
  for (const label of labels)
    node = (await tree.getChildren(node)).find((each) => nameOf(tree.getTreeItem(each)) === label);
  assert.ok(node);
  return tree.getChildren(node);
}

describe('a project with hundreds of scripts', () => {
  it('shows ranges of them, and the one with the next script open', async () => {
    const api = await ready();
    await until('the status is read', () => projectOf(api).status !== undefined);
    const rows = (await open(api)).filter(({ type }) => type === 'range');
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    assert.deepEqual(
      rows.map((node) => rowOf(api, node)),
      [
        ['0001 to 0250', '250 applied', Collapsed],
        ['0251 to 0500', '98 pending · 152 applied', Expanded],
        ['0501 to 0600', '100 pending', Collapsed],
      ],
    );
    const first = await open(api, '0001 to 0250');
    assert.equal(first.length, 250);
    assert.deepEqual(
      first.slice(249).map((node) => nameOf(api.tree.getTreeItem(node))),
      ['0250-step.sql'],
    );
  });

  it('draws nothing anew when nothing is new', async () => {
    const api = await ready();
    assert.deepEqual(await told(api, () => undefined), []);
  });

  it('draws the project anew when its own row says something else', async () => {
    const api = await ready();
    await open(api, '0001 to 0250');
    const changed = await told(api, () => fs.appendFileSync(script(7), 'SELECT 7;\n'));
    assert.deepEqual(changed, ['data/library.db']);
    await open(api, '0001 to 0250');
  });

  it('draws those rows anew that look different, and no others', async () => {
    const api = await ready();
    const shown = await open(api, '0001 to 0250');
    const words = (): readonly unknown[] =>
      shown.slice(5, 9).map((node) => api.tree.getTreeItem(node).description);
    assert.deepEqual(words(), ['applied', 'diverged', 'applied', 'applied']);
    const changed = await told(api, () => {
      fs.writeFileSync(script(7), 'CREATE TABLE t7 (x);\n');
      fs.appendFileSync(script(9), 'SELECT 7;\n');
    });
    assert.deepEqual(changed, ['0007-step.sql', '0009-step.sql']);
    assert.deepEqual(words(), ['applied', 'applied', 'applied', 'diverged']);
  });

  it('draws the range of a script that nobody looks at, and not the script', async () => {
    const api = await ready();
    fs.appendFileSync(script(300), 'SELECT 7;\n');
    await api.projects.refresh(projectOf(api).key);
    await open(api, '0001 to 0250');
    const changed = await told(api, () => {
      fs.writeFileSync(script(300), 'CREATE TABLE t300 (x);\n');
      fs.appendFileSync(script(8), 'SELECT 7;\n');
    });
    assert.deepEqual(changed, ['0001 to 0250', '0251 to 0500', '0008-step.sql']);
  });

  it('makes a tooltip when a row is looked at', async () => {
    const { tree, ...api } = await ready();
    const [, , , , , , , row] = await open({ tree, ...api }, '0001 to 0250');
    assert.ok(row);
    const item = tree.getTreeItem(row);
    assert.equal(item.tooltip, undefined);
    const { tooltip } = tree.resolveTreeItem(item, row);
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.match(tooltip.value, /0008/);
    assert.match(tooltip.value, /diverged/);
  });

  it('runs the rest, and says so of every row and every file', async () => {
    const api = await ready();
    for (const number of [8, 9]) fs.writeFileSync(script(number), `CREATE TABLE t${number} (x);\n`);
    await api.projects.refresh(projectOf(api).key);
    await vscode.commands.executeCommand('fastmigrate.run');
    assert.equal(projectOf(api).status?.version, 600);
    const rows = (await open(api)).filter(({ type }) => type === 'range');
    assert.deepEqual(
      rows.map((node) => rowOf(api, node)[1]),
      ['250 applied', '250 applied', '100 applied'],
    );
    for (const number of [1, 450, 600]) {
      const badge = api.decorations.provideFileDecoration(vscode.Uri.file(script(number)))?.badge;
      assert.equal(badge, '✓');
    }
  });
});
