import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { projectIn } from '../extension/projectFiles.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, ROOT, suiteFolder } from './opening.ts';
import { row, toast } from './workbench.ts';

const FILES = {
  '.fastmigrate': '[paths]\ndb = data/app.db\n',
  'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
  'migrations/0002-asleep.py': 'import time\nprint("asleep", flush=True)\ntime.sleep(8)\n',
};

describe('a run whose process is killed from outside', () => {
  const folder = suiteFolder();
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    projectIn(folder, { files: FILES, database: 'data/app.db', to: 0 });
    editor = await openWide({ folder, userSettings: { 'fastmigrate.confirmBeforeRun': false } });
  });

  it('is told with what that left, and what puts it right', async () => {
    await editor.eval((vscode) => {
      void vscode.commands.executeCommand('fastmigrate.run');
    });
    await row(editor, '0002-asleep.py').getByText('running').waitFor();
    const [runner] = runners();
    assert.ok(runner !== undefined);
    process.kill(runner, 'SIGKILL');
    await toast(editor, 'What was cut off is undone').waitFor();
    await row(editor, 'Run interrupted in 0002-asleep.py').waitFor();
    await row(editor, '0001-a.sql').getByText('applied').waitFor();
  });

  /** Process ids of what runs scripts of this project: the parents of these. */
  function runners(): readonly number[] {
    return fs.readdirSync('/proc').flatMap((pid) => {
      if (!/^\d+$/.test(pid)) return [];
      const command = read(`/proc/${pid}/cmdline`);
      if (!command.includes(path.join(folder, 'migrations'))) return [];
      const parent = Number(/^PPid:\t(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]);
      return read(`/proc/${parent}/cmdline`).includes(path.join(ROOT, 'dist', 'cli.js'))
        ? [parent]
        : [];
    });
  }
});

/** A process may end while it is looked at. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
