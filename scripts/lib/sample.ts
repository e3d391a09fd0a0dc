import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fillLibrary } from './libraryRows.ts';
import { root } from './project.ts';

const template = path.join(root, 'test', 'suites', 'library');

/** Makes the sample project in a new folder: migrations 1 to 5 applied by our own command line, 6 to 9 pending. */
export function makeSample(folder: string): void {
  fs.cpSync(template, folder, { recursive: true });
  runCommand(folder, ['create']);
  runCommand(folder, ['run', '--to', '4']);
  const database = new Database(path.join(folder, 'data', 'library.db'));
  fillLibrary(database);
  database.close();
  runCommand(folder, ['run', '--to', '5']);
}

/** Runs the built command line in a folder and returns its standard output. Throws when it fails. */
export function runCommand(folder: string, args: readonly string[]): string {
  const cli = path.join(root, 'dist', 'cli.js');
  return execFileSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
