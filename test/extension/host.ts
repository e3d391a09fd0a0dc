// What the suites share inside the extension host.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FastmigrateApi } from '../../src/extension.ts';
import type { ProjectEntry } from '../../src/host/projectEntry.ts';
import type { TreeNode } from '../../src/views/treeNodes.ts';

const ID = 'fastmigrate.fastmigrate-vscode';

export function extension(): vscode.Extension<FastmigrateApi> {
  const found = vscode.extensions.getExtension<FastmigrateApi>(ID);
  assert.ok(found, 'the extension is not installed');
  return found;
}

/** The running extension, after its first look at the workspace. */
export async function ready(): Promise<FastmigrateApi> {
  const api = await extension().activate();
  await api.projects.ready();
  return api;
}

/** Asks until the answer is true. */
export async function until(
  what: string,
  ask: () => boolean | Promise<boolean>,
  limitMs = 10_000,
): Promise<void> {
  for (const end = Date.now() + limitMs; ;) {
    if (await ask()) return;
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The one project whose database has this file name. */
export function projectOf(api: FastmigrateApi, database?: string): ProjectEntry {
  const found = api.projects.entries.filter(
    ({ project }) => database === undefined || path.basename(project.database) === database,
  );
  assert.equal(found.length, 1, `${found.length} projects for ${database}`);
  const [entry] = found;
  assert.ok(entry);
  return entry;
}

export interface Told {
  readonly state: string;
  readonly version: number | null;
  readonly statuses: Readonly<Record<string, string>>;
}

/** What the command line, another process, says of a project. */
export async function told({ project }: ProjectEntry): Promise<Told> {
  const cli = path.join(extension().extensionPath, 'dist', 'cli.js');
  const args = [
    cli,
    'status',
    '--json',
    '--db',
    project.database,
    '--migrations',
    project.migrations,
  ];
  const text = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      args,
      { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
      (_error, stdout) => resolve(stdout),
    );
  });
  const { state, version, migrations } = JSON.parse(text) as {
    state: string;
    version: number | null;
    migrations: { file: string; status: string }[];
  };
  return {
    state,
    version,
    statuses: Object.fromEntries(migrations.map(({ file, status }) => [file, status])),
  };
}

/** Rows of the migrations view as `label|description|icon`, indented by depth, without the schema. */
export async function rows(
  { tree }: FastmigrateApi,
  parent?: TreeNode,
  depth = 0,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const node of await tree.getChildren(parent)) {
    if (node.type === 'schema') continue;
    const { label, description, iconPath } = tree.getTreeItem(node);
    const icon = iconPath instanceof vscode.ThemeIcon ? iconPath.id : '';
    lines.push(`${'  '.repeat(depth)}${textOf(label)}|${textOf(description)}|${icon}`);
    lines.push(...(await rows({ tree } as FastmigrateApi, node, depth + 1)));
  }
  return lines;
}

function textOf(shown: string | boolean | vscode.TreeItemLabel | undefined): string {
  return typeof shown === 'string' ? shown : '';
}

/** The code of a problem, which leads to a page of the extension that is there where it is a rule's. */
export function codeOf({ code }: vscode.Diagnostic): unknown {
  if (typeof code !== 'object') {
    assert.doesNotMatch(String(code), /^FM/, 'a rule has a page');
    return code;
  }
  assert.ok(fs.existsSync(code.target.fsPath), code.target.fsPath);
  return code.value;
}

/** Path of a file in the first workspace folder. */
export function fileIn(...names: readonly string[]): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return path.join(folder.uri.fsPath, ...names);
}

/** Runs a task and gives the exit code of its process. */
export async function exitCode(task: vscode.Task | undefined): Promise<number | undefined> {
  assert.ok(task, 'there is no such task');
  return new Promise((resolve, reject) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode: code }) => {
      if (execution.task.name !== task.name) return;
      listening.dispose();
      resolve(code);
    });
    vscode.tasks.executeTask(task).then(undefined, reject);
  });
}
