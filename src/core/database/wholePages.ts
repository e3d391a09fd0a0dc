import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { inPieces, readPages, syncing, writePages } from './pages.ts';
import type { Shape } from './shape.ts';

/**
 * Copies all pages of a file into another that exists and is empty, reads each of them back, and puts them on disk while
 * the next ones are copied. Nobody may write to either, and this process must not have them open in SQLite: closing a
 * file drops the locks that a process has on it. Throws what the file system says. `report` gets the pages done so far.
 */
export async function copyWholePages(
  { from, to, shape }: { readonly from: string; readonly to: string; readonly shape: Shape },
  report: (pages: number) => void,
): Promise<void> {
  const source = openSync(from, 'r');
  const target = openSync(to, 'r+');
  try {
    const sync = syncing(target);
    let bytes = Buffer.alloc(0);
    let again = bytes;
    for (const pages of inPieces(shape, 1, shape.pages)) {
      const length = pages.count * pages.pageSize;
      if (bytes.length < length) [bytes, again] = [Buffer.alloc(length), Buffer.alloc(length)];
      readPages(source, bytes, pages);
      writePages(target, bytes, pages);
      readPages(target, again, pages);
      if (bytes.compare(again, 0, length, 0, length) !== 0)
        throw new Error(`${to} does not hold what was written into it`);
      sync.wrote(length);
      report(pages.first + pages.count - 1);
      await sync.settle();
    }
    // Where the file ends with the page that is not copied.
    ftruncateSync(target, shape.pages * shape.pageSize);
    await sync.end();
  } finally {
    closeSync(target);
    closeSync(source);
  }
}
