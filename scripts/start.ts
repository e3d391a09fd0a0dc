// `npm start [-- FOLDER] [--fresh] [--no-editor] [--port N]`: a sample project, migrated once as a copy in the
// terminal, then open in an editor.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { isSupported } from '../test/host/setup.ts';
import { root, runNode } from './lib/project.ts';
import { makeSample } from './lib/sample.ts';
import { serveEditor } from './lib/serveEditor.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fresh: { type: 'boolean', default: false },
    'no-editor': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
  },
});

process.exitCode = await main(path.resolve(positionals[0] ?? path.join(root, 'sample')));

async function main(folder: string): Promise<number> {
  if ((await runNode(['scripts/build.ts'])) !== 0) return 1;
  if (values.fresh) removeSample(folder);
  if (fs.existsSync(folder))
    console.log(`\nThe sample project is in ${folder} (--fresh makes a new one).`);
  else {
    makeSample(folder);
    console.log(
      `\nA sample project is in ${folder}: the database of a library, 5 migrations applied, 4 pending.`,
    );
  }
  if ((await migrateCopy(folder)) !== 0) return 1;
  if (values['no-editor']) return 0;
  return openEditor(folder);
}

/** Only what is a sample is removed, whatever folder was named. */
function removeSample(folder: string): void {
  if (!fs.existsSync(folder)) return;
  if (!fs.existsSync(path.join(folder, 'migrations', '0001-initial.sql'))) {
    throw new Error(`${folder} is not a sample project; remove it yourself`);
  }
  fs.rmSync(folder, { recursive: true });
}

/** Something real happens in the terminal first, and the sample stays as it is for the editor. */
async function migrateCopy(folder: string): Promise<number> {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'library-'));
  fs.cpSync(folder, copy, { recursive: true });
  console.log(`Migrating a copy of it in ${copy}:`);
  try {
    await show(copy, ['status']);
    const code = await show(copy, ['run', '--backup']);
    if (code !== 0) return code;
    return await show(copy, ['status']);
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

function show(cwd: string, args: readonly string[]): Promise<number> {
  console.log(styleText('bold', `\n$ fastmigrate ${args.join(' ')}`));
  return runNode([path.join(root, 'dist', 'cli.js'), ...args], { cwd });
}

async function openEditor(folder: string): Promise<number> {
  const desktop = process.env['VSCODE_DESKTOP'] ?? 'code';
  const shell = process.platform === 'win32';
  if (spawnSync(desktop, ['--version'], { stdio: 'ignore', shell }).status === 0) {
    console.log(`\nOpening ${folder} in VS Code …`);
    const args = [`--extensionDevelopmentPath=${root}`, folder];
    const child = spawn(desktop, shell ? args.map((arg) => `"${arg}"`) : args, {
      stdio: 'inherit',
      shell,
    });
    return new Promise((resolve) => {
      child.on('exit', (code) => resolve(code ?? 1));
    });
  }
  if (isSupported()) return serveEditor(folder, Number(values.port));
  console.error(
    '\nNo editor to open. Install VS Code (https://code.visualstudio.com), let it put "code" on the PATH ' +
      '(command "Shell Command: Install code command in PATH"), then run npm start again',
  );
  return 1;
}
