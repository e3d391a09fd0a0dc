import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');

export interface ProjectFiles {
  readonly files: Readonly<Record<string, string>>;
  readonly database: string;
  readonly migrations?: string;
  /** Version that the database is brought to by the command line; 0 makes an empty one. */
  readonly to: number;
}

/** Writes files under a folder. Slashes in names make folders. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

/** Makes a project with a real database. */
export function projectIn(
  folder: string,
  { files, database, migrations = 'migrations', to }: ProjectFiles,
): void {
  writeFiles(folder, files);
  fs.mkdirSync(path.dirname(path.join(folder, database)), { recursive: true });
  const paths = ['--db', database, '--migrations', migrations];
  const run = (...args: readonly string[]): void => {
    execFileSync(process.execPath, [CLI, ...args, ...paths], { cwd: folder, stdio: 'pipe' });
  };
  run('create');
  if (to > 0) run('run', '--to', String(to));
}
