import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-bench-'));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));

/** A new private folder that goes when the benchmarks end. */
export function folder(name: string): string {
  return fs.mkdtempSync(path.join(root, `${name}-`));
}

/** Removes a database with everything that stands beside it. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal', '.fastmigrate-lock'])
    fs.rmSync(file + suffix, { force: true });
}
