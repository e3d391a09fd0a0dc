import { statSync } from 'node:fs';
import type { Connection } from './connection.ts';

/** The pages of a database file. */
export interface Shape {
  readonly pageSize: number;
  readonly pages: number;
}

/** The pages of an open database, as SQLite counts them. */
export function shapeOf(connection: Connection): Shape {
  return {
    pageSize: Number(connection.get('PRAGMA page_size')?.['page_size']),
    pages: Number(connection.get('PRAGMA page_count')?.['page_count']),
  };
}

/** Whether a part of a database's content stands in a write-ahead log. */
export function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** The content of a file is as it was while this is, as far as the times of the file system tell. */
export function markOf(path: string): string {
  const { size, mtimeNs, ino } = statSync(path, { bigint: true });
  return `${size} ${mtimeNs} ${ino}`;
}
