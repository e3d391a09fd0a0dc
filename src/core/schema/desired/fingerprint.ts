import { readdirSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { extname, join } from 'node:path';

/** More files or folders than this are not looked at each time; then nothing is kept. */
const MOST = 2000;

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'venv', 'env']);

/** What code that tells a schema is written in, and what it reads its settings from. */
const CODE: ReadonlySet<string> = new Set(
  `.cjs .cs .cts .env .ex .exs .go .ini .java .js .json .kt .mjs .mts .php .prisma .py .rb .rs .sh .sql
  .toml .ts .yaml .yml`.split(/\s+/),
);

/**
 * A text that changes when a file of code in a folder, or in the folders below it, is written, added or removed.
 * Undefined where there are too many to tell, or they cannot be listed. Databases do not count.
 */
export function codeFingerprint(folder: string): string | undefined {
  const marks: string[] = [];
  const folders = [folder];
  try {
    let visited = 0;
    for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
      visited += 1;
      for (const entry of readdirSync(next, { withFileTypes: true })) {
        const path = join(next, entry.name);
        if (isSearched(entry)) folders.push(path);
        if (!isCodeFile(entry)) continue;
        const { mtimeMs, size } = statSync(path);
        marks.push(`${path}\0${mtimeMs}\0${size}`);
      }
      if (visited + folders.length > MOST || marks.length > MOST) return undefined;
    }
  } catch {
    // Something went away while it was looked at: then nothing is certain.
    return undefined;
  }
  return marks.sort().join('\n');
}

function isSearched(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name);
}

function isCodeFile(entry: Dirent): boolean {
  if (entry.isDirectory()) return false;
  return CODE.has(extname(entry.name).toLowerCase()) || entry.name.startsWith('.env');
}
