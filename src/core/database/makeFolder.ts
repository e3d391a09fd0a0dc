import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { syncFolder } from './copy.ts';

/** Makes a folder and those above it where there are none, so that a power cut leaves them. Throws what the file system says. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  const outermost = dirname(resolve(first));
  for (let made = resolve(path); made !== outermost; made = dirname(made)) syncFolder(made);
}
