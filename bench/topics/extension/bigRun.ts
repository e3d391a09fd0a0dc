import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { folder } from '../../lib/folder.ts';
import { ours } from '../../lib/programs.ts';
import {
  engineMemory,
  EXTENSION,
  longestBlock,
  openWatched,
  settled,
  startMeter,
} from '../../lib/window.ts';
import type { Block } from '../../lib/window.ts';

export interface MeasuredRun {
  readonly tookMs: number;
  readonly block: Block;
  /** While the same migrations ran in a terminal, and the editor had nothing to do. */
  readonly beside: Block;
  readonly engineBytes: number;
}

/** Runs migrations over `rows` rows from the editor, and the same ones beside it. */
export async function measureBigRun(rows: number): Promise<MeasuredRun> {
  const [place, twin] = [folder('big'), folder('twin')];
  for (const each of [place, twin]) writeProject(each, rows);
  const editor = await openWatched(place);
  try {
    await editor.until(
      (vscode, id) =>
        vscode.extensions.getExtension(id)?.exports?.projects.entries[0]?.status !== undefined,
      EXTENSION,
    );
    await settled(editor);
    await startMeter(editor);
    await runInTerminal(twin);
    const beside = await longestBlock(editor);
    let engineBytes = 0;
    const sampling = setInterval(() => {
      engineBytes = Math.max(engineBytes, engineMemory());
    }, 250);
    await startMeter(editor);
    const started = performance.now();
    const report = await editor.eval((vscode) =>
      vscode.commands.executeCommand<{ readonly ok: boolean } | undefined>('fastmigrate.run'),
    );
    const tookMs = performance.now() - started;
    clearInterval(sampling);
    if (report?.ok !== true) throw new Error('the run in the editor failed');
    return { tookMs, block: await longestBlock(editor), beside, engineBytes };
  } finally {
    await editor.close();
    for (const each of [place, twin]) fs.rmSync(each, { recursive: true });
  }
}

function writeProject(place: string, rows: number): void {
  const scripts = {
    '0001-fill.sql': `CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price INTEGER NOT NULL);\nWITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})\nINSERT INTO item SELECT i, 'item ' || i, i % 1000 FROM n;\n`,
    '0002-total.sql':
      'ALTER TABLE item ADD COLUMN total INTEGER;\nUPDATE item SET total = price * 2;\n',
  };
  fs.mkdirSync(path.join(place, 'migrations'));
  for (const [name, text] of Object.entries(scripts))
    fs.writeFileSync(path.join(place, 'migrations', name), text);
  fs.writeFileSync(path.join(place, '.fastmigrate'), '[paths]\ndb = app.db\n');
}

async function runInTerminal(place: string): Promise<void> {
  for (const word of ['create', 'run']) {
    const [program, ...args] = [...ours, word];
    const child = spawn(program, args, { cwd: place, stdio: 'ignore' });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (code !== 0) throw new Error(`${word} failed (${String(code)})`);
  }
}
