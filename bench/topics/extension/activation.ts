import fs from 'node:fs';
import path from 'node:path';
import { contest } from '../../lib/contest.ts';
import { folder } from '../../lib/folder.ts';
import { writeMigrations } from '../../lib/migrations.ts';
import { ours } from '../../lib/programs.ts';
import {
  activations,
  engineMemory,
  EXTENSION,
  hostMemory,
  longestBlock,
  openWatched,
  settled,
  startMeter,
} from '../../lib/window.ts';
import type { Activation, Block } from '../../lib/window.ts';

/** One start of the extension in a window of its own. */
export interface MeasuredActivation extends Activation {
  readonly empty: Activation;
  /** Until the status of a small project was there. */
  readonly block: Block;
  readonly heapBytes: number;
  readonly engineBytes: number;
}

/** So deep that the editor does not activate the extension by itself. */
const PROJECT = path.join('a', 'b', 'project');

/** Activates the extension `rounds` times, each in a new window. */
export async function measureActivation(rounds: number): Promise<readonly MeasuredActivation[]> {
  const place = folder('activation');
  writeProject(path.join(place, PROJECT));
  const measured: MeasuredActivation[] = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await activateOnce(place));
  return measured;
}

function writeProject(place: string): void {
  const { plain } = writeMigrations(place, 20);
  fs.writeFileSync(path.join(place, '.fastmigrate'), '[paths]\ndb = app.db\n');
  const database = path.join(place, 'app.db');
  for (const word of ['create', 'run']) {
    const command = [...ours, word, '--db', database, '--migrations', plain];
    contest([{ name: word, command }], 1);
  }
}

async function activateOnce(place: string): Promise<MeasuredActivation> {
  const editor = await openWatched(place, { 'fastmigrate.projectRoots': [PROJECT] });
  try {
    await settled(editor);
    const before = await hostMemory(editor);
    await startMeter(editor);
    await editor.eval(async (vscode, id) => {
      const api = await vscode.extensions.getExtension(id)?.activate();
      await api.projects.ready();
    }, EXTENSION);
    await editor.until(
      (vscode, id) =>
        vscode.extensions.getExtension(id)?.exports.projects.entries[0]?.status?.state ===
        'CURRENT',
      EXTENSION,
    );
    const block = await longestBlock(editor);
    const { 'extension.js': own, 'empty.cjs': empty } = await activations(editor);
    if (own === undefined || empty === undefined) throw new Error('nobody saw it being loaded');
    const heapBytes = (await hostMemory(editor)).heapUsed - before.heapUsed;
    return { ...own, empty, block, heapBytes, engineBytes: engineMemory() };
  } finally {
    await editor.close();
  }
}
