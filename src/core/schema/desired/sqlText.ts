import { readdirSync, readFileSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { fileFailure } from '../../database/failure.ts';
import { byCodeUnit } from '../../project/files.ts';
import { sourceFailure } from './sourceKind.ts';

/** DDL with the place that it came from. */
export interface SqlText {
  /** The file, absolute; null for what a program printed. */
  readonly file: string | null;
  readonly text: string;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** A file of SQL. Throws `schema-source-failed`, or `io` and the like for the file. */
export function readSql(file: string): SqlText {
  return { file, text: decodeSql(readBytes(file), file) };
}

/**
 * All .sql files of a folder and the folders in it, in order of their paths, which no locale changes. Hidden ones are
 * left out. Throws `schema-source-failed` where there is none: an empty schema would mean to drop everything.
 */
export function readSqlFolder(folder: string): readonly SqlText[] {
  const files = sqlFilesIn(folder);
  if (files.length === 0) throw sourceFailure(folder, 'the folder holds no .sql file');
  return files.map(readSql);
}

/** Bytes as SQL. Throws `schema-source-failed` unless they are UTF-8 text. */
export function decodeSql(bytes: Uint8Array, source: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      .decode(bytes)
      .replaceAll('\r\n', '\n');
    if (text.includes('\0')) throw sourceFailure(source, 'it holds a NUL character');
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw sourceFailure(source, 'it is not UTF-8 text', '', { cause: error });
  }
}

function sqlFilesIn(folder: string): string[] {
  return entriesOf(folder)
    .toSorted((a, b) => byCodeUnit(a.name, b.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
      if (entry.isDirectory()) return sqlFilesIn(path);
      return entry.name.endsWith('.sql') && (entry.isFile() || entry.isSymbolicLink())
        ? [path]
        : [];
    });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw fileFailure(error, folder);
  }
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileFailure(error, file);
  }
}
