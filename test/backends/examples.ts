import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const DOCUMENT = resolve(import.meta.dirname, '../../docs/backends.md');

/** The files of the example below a heading of docs/backends.md, by the names in their first lines. */
export function exampleOf(heading: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(DOCUMENT), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/backends.md has no section ${heading}`);
  const files: Record<string, string> = {};
  for (const [, code = ''] of section.matchAll(/^```\w+\n(.*?)^```$/gms)) {
    const name = /^(?:#|\/\/|--|;) (\S+\.\w+|\.fastmigrate)\n/.exec(code)?.[1];
    if (name !== undefined) files[name] = code;
  }
  return files;
}
