import fs from 'node:fs';
import path from 'node:path';
import type { Editor } from '../../../test/host/launch.ts';
import { contest } from '../../lib/contest.ts';
import { folder } from '../../lib/folder.ts';
import { writeMigrations } from '../../lib/migrations.ts';
import { ours } from '../../lib/programs.ts';
import {
  engineMemory,
  EXTENSION,
  hostMemory,
  longestBlock,
  openWatched,
  settled,
  startMeter,
} from '../../lib/window.ts';
import type { Block } from '../../lib/window.ts';

export interface MeasuredScripts {
  /** Until their status was there. */
  readonly read: Block;
  /** When the view was opened. */
  readonly listed: Block;
  /** When one was edited and another mended; the middle of several times. */
  readonly changed: Block;
  /** Rows that the view asked for after that, on average. */
  readonly drawn: number;
  readonly heapBytes: number;
  readonly engineBytes: number;
}

const ROUNDS = 7;

/** Opens a project of many scripts in the view, and changes one of them. */
export async function measureManyScripts(count: number): Promise<MeasuredScripts> {
  const place = folder('many');
  const { plain } = writeMigrations(place, count);
  fs.writeFileSync(path.join(place, '.fastmigrate'), '[paths]\ndb = app.db\n');
  const own = ['--db', path.join(place, 'app.db'), '--migrations', plain];
  contest([{ name: 'create', command: [...ours, 'create', ...own] }], 1);
  contest([{ name: 'run', command: [...ours, 'run', '--atomic', ...own] }], 1);
  // One differs already, and will be mended when another one is changed: project and range say the same as before.
  const [first = '', second = ''] = fs.readdirSync(plain).toSorted();
  const files = [path.join(plain, first), path.join(plain, second)];
  const texts = files.map((file) => fs.readFileSync(file, 'utf8'));
  const change = (from: number): void => {
    for (const [at, file] of files.entries())
      fs.writeFileSync(file, `${texts[at]}${at === from ? 'SELECT 1;\n' : ''}`);
  };
  change(0);
  const editor = await openWatched(place, { 'fastmigrate.enable': false });
  try {
    return await measure(editor, change);
  } finally {
    await editor.close();
    fs.rmSync(place, { recursive: true });
  }
}

async function measure(editor: Editor, change: (from: number) => void): Promise<MeasuredScripts> {
  await editor.until((vscode, id) => vscode.extensions.getExtension(id)?.isActive, EXTENSION);
  await settled(editor);
  const before = await hostMemory(editor);
  await startMeter(editor);
  await editor.eval((vscode) =>
    vscode.workspace.getConfiguration('fastmigrate').update('enable', true, true),
  );
  await editor.until(
    (vscode, id) =>
      vscode.extensions.getExtension(id)?.exports.projects.entries[0]?.status !== undefined,
    EXTENSION,
  );
  const read = await longestBlock(editor);
  const listed = await list(editor);
  await countRows(editor);
  const blocks: Block[] = [];
  for (let round = 1; round <= ROUNDS; round += 1)
    blocks.push(await blockOf(editor, round, change));
  const drawn = (await editor.eval(() => globalThis.benchRows)) / ROUNDS;
  const changed = blocks.toSorted((a, b) => a.workMs - b.workMs)[Math.floor(ROUNDS / 2)];
  if (changed === undefined) throw new Error('nothing was changed');
  const heapBytes = (await hostMemory(editor)).heapUsed - before.heapUsed;
  return { read, listed, changed, drawn, heapBytes, engineBytes: engineMemory() };
}

async function blockOf(
  editor: Editor,
  round: number,
  change: (from: number) => void,
): Promise<Block> {
  const rows = await editor.eval(() => globalThis.benchRows);
  await startMeter(editor);
  change(round % 2);
  await editor.until((_vscode, known) => globalThis.benchRows > known, rows);
  // Whatever comes after the rows.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return longestBlock(editor);
}

async function list(editor: Editor): Promise<Block> {
  const row = (text: string) => editor.page.locator('.sidebar .monaco-list-row', { hasText: text });
  await startMeter(editor);
  await editor.page.locator('.activitybar .action-item:has([aria-label^="FastMigrate"])').click();
  await row('0001 to 0250').click();
  await row('-step.sql').first().waitFor();
  return longestBlock(editor);
}

declare global {
  var benchRows: number;
}

/** Counts the rows that the view asks for from now on. */
async function countRows(editor: Editor): Promise<void> {
  await editor.eval((vscode, id) => {
    const { tree } = vscode.extensions.getExtension(id)?.exports ?? {};
    const make = tree.getTreeItem.bind(tree);
    globalThis.benchRows = 0;
    tree.getTreeItem = (node: unknown) => {
      globalThis.benchRows += 1;
      return make(node);
    };
  }, EXTENSION);
}
