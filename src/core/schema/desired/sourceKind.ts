import { closeSync, openSync, readSync } from 'node:fs';
import { extname } from 'node:path';
import { fileFailure } from '../../database/failure.ts';
import { statsOf } from '../../database/open.ts';
import { MigrateError } from '../../errors.ts';

/** What a desired schema is written as. Modules, scripts and commands are code, which has to run to tell it. */
export type SourceKind = 'sql' | 'folder' | 'database' | 'module' | 'script' | 'command';

const MODULES: ReadonlySet<string> = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']);
const SCRIPTS: ReadonlySet<string> = new Set(['.py', '.sh']);

/** The first bytes of every database. https://sqlite.org/fileformat2.html#magic_header_string */
const HEADER = 'SQLite format 3\0';

/** What stands at a source. Throws `schema-source-failed` where there is nothing, or nothing that can be read. */
export function kindOfSource(schema: string): SourceKind {
  if (schema.startsWith('!')) return 'command';
  const stats = statsOf(schema);
  if (stats === undefined) throw sourceFailure(schema, 'there is no such file');
  if (stats.isDirectory()) return 'folder';
  // Reading a pipe would wait for a writer that may never come.
  if (!stats.isFile()) throw sourceFailure(schema, 'it is not a regular file');
  const extension = extname(schema).toLowerCase();
  if (MODULES.has(extension)) return 'module';
  if (SCRIPTS.has(extension)) return 'script';
  if (extension === '.sql') return 'sql';
  return hasHeader(schema) ? 'database' : 'sql';
}

/** Whether code has to run to tell the schema. */
export function isCode(kind: SourceKind): boolean {
  return kind === 'module' || kind === 'script' || kind === 'command';
}

/** The failure of a source that gives no schema. */
export function sourceFailure(
  source: string,
  reason: string,
  output = '',
  options?: ErrorOptions,
): MigrateError {
  return new MigrateError({ code: 'schema-source-failed', source, reason, output }, options);
}

function hasHeader(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(HEADER.length);
      return (
        readSync(file, bytes, 0, bytes.length, 0) === bytes.length &&
        bytes.toString('latin1') === HEADER
      );
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileFailure(error, path);
  }
}
