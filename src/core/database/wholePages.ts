import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { inPieces, readPages, syncing, writePages } from './pages.ts';
import type { Shape } from './shape.ts';

/** Bytes that are copied at once. What was read and written is then still near the processor when it is read back. */
const COPIED_AT_ONCE = 2 ** 17;
/** Bytes that are copied between two reports, and two looks at what else is to be done. */
const REPORT_EVERY = 2 ** 21;

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
    let unreported = 0;
    for (const pages of inPieces(shape, 1, shape.pages, COPIED_AT_ONCE)) {
      const length = pages.count * pages.pageSize;
      if (bytes.length < length) [bytes, again] = [Buffer.alloc(length), Buffer.alloc(length)];
      readPages(source, bytes, pages);
      writePages(target, bytes, pages);
      readPages(target, again, pages);
      if (bytes.compare(again, 0, length, 0, length) !== 0)
        throw new Error(`${to} does not hold what was written into it`);
      sync.wrote(length);
      unreported += length;
      if (unreported < REPORT_EVERY) continue;
      unreported = 0;
      report(pages.first + pages.count - 1);
      await sync.settle();
    }
    report(shape.pages);
    // Where the file ends with the page that is not copied.
    ftruncateSync(target, shape.pages * shape.pageSize);
    await sync.end();
  } finally {
    closeSync(target);
    closeSync(source);
  }
}
