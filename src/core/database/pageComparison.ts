import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ChangeWatch } from './changeWatch.ts';
import { inPieces, pagesAtOnce, readPages } from './pages.ts';

/**
 * Bytes of the first page that tell nothing about the content: the journal mode, the change counter, the schema cookie,
 * which a copy has one higher, and for which change the size is valid and who wrote it.
 * https://sqlite.org/fileformat2.html#the_database_header
 */
const TELLS_NOTHING = [
  [18, 20],
  [24, 28],
  [40, 44],
  [92, 100],
] as const;

/** The page size is at this place; 1 stands for 65536. */
const PAGE_SIZE = 16;

/**
 * Tells whether the content of a database differs from that of a copy of it. It compares every page, so it is for where
 * no number tells. The database must be locked, have no filled log, and stay open until the end in this process.
 */
export function watchPages(path: string, copy: string): ChangeWatch {
  const files = [openSync(path, 'r'), openSync(copy, 'r')] as const;
  let open = true;
  return {
    changed: () => differ(...files),
    close: () => {
      if (open) for (const file of files) closeSync(file);
      open = false;
    },
  };
}

function differ(database: number, copy: number): boolean {
  const header = Buffer.alloc(2);
  readSync(copy, header, 0, header.length, PAGE_SIZE);
  const size = header.readUInt16BE(0);
  const pageSize = size === 1 ? 65_536 : size;
  const pages = fstatSync(copy).size / pageSize;
  if (fstatSync(database).size < pages * pageSize) return true;
  const ours = Buffer.alloc(pagesAtOnce(pageSize) * pageSize);
  const theirs = Buffer.alloc(ours.length);
  for (const piece of inPieces({ pageSize, pages }, 1, pages)) {
    readPages(database, ours, piece);
    readPages(copy, theirs, piece);
    if (piece.first === 1)
      for (const each of [ours, theirs])
        for (const [start, end] of TELLS_NOTHING) each.fill(0, start, end);
    const length = piece.count * pageSize;
    if (ours.compare(theirs, 0, length, 0, length) !== 0) return true;
  }
  return false;
}
