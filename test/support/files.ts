import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Every name below a folder, with its mode and a hash of its content: two pictures are equal when nothing changed. */
export function pictureOf(folder: string): Readonly<Record<string, string>> {
  const picture: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const path = join(folder, name);
    const stats = lstatSync(path);
    const mode = (stats.mode & 0o777).toString(8);
    picture[name] = stats.isFile()
      ? `${mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
      : stats.isSymbolicLink()
        ? `link ${readlinkSync(path)}`
        : mode;
  }
  return picture;
}

/** Names in a folder, sorted. */
export function namesIn(folder: string): string[] {
  return readdirSync(folder).toSorted();
}
