import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { column } from '../../support/database.ts';

// Bytes 24 to 27 and 92 to 99 of the header count changes and name the version that wrote last. Every write moves them.
// https://sqlite.org/fileformat2.html#file_change_counter
const COUNTERS = [
  [24, 28],
  [92, 100],
] as const;

/** A hash of each page of a database, without the counters that every write moves. */
export function pagesOf(database: string): readonly string[] {
  const bytes = readFileSync(database);
  for (const [start, end] of COUNTERS) bytes.fill(0, start, end);
  const size = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16);
  const pages: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    pages.push(
      createHash('sha256')
        .update(bytes.subarray(at, at + size))
        .digest('base64'),
    );
  return pages;
}

/** What the header and the file's settings say. */
export function settingsOf(database: string): Readonly<Record<string, unknown>> {
  const names = [
    'journal_mode',
    'page_size',
    'encoding',
    'user_version',
    'application_id',
    'auto_vacuum',
    'page_count',
    'freelist_count',
    'schema_version',
  ];
  return Object.fromEntries(names.map((name) => [name, column(database, `PRAGMA ${name}`)[0]]));
}
