import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { TreeNode } from '../../src/views/treeNodes.ts';
import { fileIn, projectOf, ready, until } from './host.ts';

/** Rows below the schema's as `label|description|icon`, indented by depth. */
async function schemaRows(): Promise<readonly string[]> {
  const { tree } = await ready();
  const lines: string[] = [];
  const add = async (parent: TreeNode, depth: number): Promise<void> => {
    for (const node of await tree.getChildren(parent)) {
      const { label, description, iconPath } = tree.getTreeItem(node);
      const icon = iconPath instanceof vscode.ThemeIcon ? iconPath.id : '';
      lines.push(`${'  '.repeat(depth)}${textOf(label)}|${textOf(description)}|${icon}`);
      await add(node, depth + 1);
    }
  };
  await add(await schemaNode(), 0);
  return lines;
}

function textOf(shown: string | boolean | vscode.TreeItemLabel | undefined): string {
  return typeof shown === 'string' ? shown : '';
}

async function schemaNode(): Promise<TreeNode> {
  const { tree } = await ready();
  await until('the status is read', async () => projectOf(await ready()).status !== undefined);
  const [project] = await tree.getChildren();
  const found = (await tree.getChildren(project)).find(({ type }) => type === 'schema');
  assert.ok(found, 'no row for the schema');
  return found;
}

/** The row with this name, however deep below the schema. */
async function named(name: string): Promise<TreeNode> {
  const { tree } = await ready();
  const search = async (parent: TreeNode): Promise<TreeNode | undefined> => {
    for (const node of await tree.getChildren(parent)) {
      if ('name' in node && node.name === name) return node;
      const below = await search(node);
      if (below !== undefined) return below;
    }
    return undefined;
  };
  const found = await search(await schemaNode());
  assert.ok(found, `no row for ${name}`);
  return found;
}

const script = (name: string): vscode.Uri => vscode.Uri.file(fileIn('migrations', name));

describe('the schema of the working database', () => {
  it('has tables with columns, indexes and triggers, virtual tables and views', async () => {
    assert.deepEqual(await schemaRows(), [
      'Tables|2|',
      '  author||table',
      '    id|INTEGER · primary key|key',
      '    name|TEXT · not null|symbol-field',
      '  book||table',
      '    id|INTEGER · primary key|key',
      '    author|INTEGER · not null|symbol-field',
      "    title|TEXT · not null · default ''|symbol-field",
      '    length|INTEGER · generated|symbol-field',
      '    book_title|index|list-ordered',
      '    book_named|trigger|zap',
      'Virtual Tables|1|',
      '  search||symbol-misc',
      'Views|1|',
      '  titles||preview',
    ]);
  });

  it('is read anew when another program changes the database', async () => {
    const before = await schemaNode();
    const code =
      'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute("create table shelf (label text)"); c.commit()';
    execFileSync('python3', ['-c', code, projectOf(await ready()).project.database]);
    await until('the table is there', async () => /shelf/.test((await schemaRows()).join('\n')));
    assert.equal(await schemaNode(), before, 'the row lost its identity');
  });

  it('gives names to the clipboard', async () => {
    await vscode.commands.executeCommand('fastmigrate.copyName', await named('title'));
    assert.equal(await vscode.env.clipboard.readText(), 'title');
  });

  it('shows the statement that made an object', async () => {
    await vscode.commands.executeCommand('fastmigrate.showCreate', await named('book_title'));
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.getText(), 'CREATE INDEX book_title ON book (title);\n');
    assert.deepEqual([document?.languageId, document?.uri.scheme], ['sql', 'fastmigrate-schema']);
  });

  it('leads to the line of the migration that made an object or a column', async () => {
    const place = async (
      name: string,
    ): Promise<readonly [string | undefined, number | undefined]> => {
      await vscode.commands.executeCommand('fastmigrate.showOrigin', await named(name));
      const editor = vscode.window.activeTextEditor;
      return [editor?.document.uri.fsPath, editor?.selection.active.line];
    };
    assert.deepEqual(await place('book_named'), [script('0003-search.sql').fsPath, 2]);
    assert.deepEqual(await place('length'), [script('0002-length.sql').fsPath, 1]);
    assert.deepEqual(await place('title'), [script('0001-books.sql').fsPath, 1]);
  });

  it('is shown as of a version', async () => {
    await vscode.commands.executeCommand('fastmigrate.showSchemaAt', script('0001-books.sql'));
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /CREATE TABLE book /);
    assert.doesNotMatch(text, /search|length|shelf/);
  });

  it('is compared before and after a migration, across a gap in the numbers', async () => {
    await vscode.commands.executeCommand('fastmigrate.compareSchema', script('0005-titles.sql'));
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.equal(tab?.label, 'Schema of library.db: v3 ↔ v5');
    const { input } = tab;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const text = async (uri: vscode.Uri): Promise<string> =>
      (await vscode.workspace.openTextDocument(uri)).getText();
    assert.doesNotMatch(await text(input.original), /CREATE VIEW titles/);
    assert.match(await text(input.modified), /CREATE VIEW titles/);
  });
});
