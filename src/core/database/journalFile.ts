import { closeSync, openSync, readSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { pagesAtOnce, syncing, writeAll } from './pages.ts';
import type { Shape } from './shape.ts';

// SQLite plays a rollback journal into its database whenever it finds one beside it that nobody works on.
// https://sqlite.org/fileformat2.html#the_rollback_journal
const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');
/** Bytes before the first record, which is what the header calls the size of a sector. */
const HEADER = 4096;
/** A record is the number of a page, its content and a checksum. */
const OVERHEAD = 8;

/** A rollback journal that is being written. `seal` makes it whole; `close` ends it either way. */
export interface JournalWriter {
  add(page: number, content: Uint8Array): void;
  /** Puts what was added on disk once that is much, so that the last sync is short. */
  settle(): Promise<void>;
  seal(): Promise<void>;
  close(): void;
}

/** Begins a rollback journal in an existing, empty file. Throws what the file system says. */
export function writeJournal(path: string, { pageSize, pages }: Shape): JournalWriter {
  const file = openSync(path, 'r+');
  const sync = syncing(file);
  const nonce = randomInt(2 ** 32);
  const size = pageSize + OVERHEAD;
  const buffer = Buffer.alloc(size * pagesAtOnce(pageSize));
  let [used, records, position] = [0, 0, HEADER];
  const flush = (): void => {
    writeAll(file, buffer.subarray(0, used), position);
    sync.wrote(used);
    position += used;
    used = 0;
  };
  return {
    add: (page, content) => {
      buffer.writeUInt32BE(page, used);
      buffer.set(content, used + 4);
      buffer.writeUInt32BE(checksum(content, nonce), used + 4 + pageSize);
      used += size;
      records += 1;
      if (used === buffer.length) flush();
    },
    settle: sync.settle,
    seal: async () => {
      flush();
      const header = Buffer.alloc(HEADER);
      header.set(MAGIC);
      for (const [index, value] of [records, nonce, pages, HEADER, pageSize].entries())
        header.writeUInt32BE(value, MAGIC.length + 4 * index);
      writeAll(file, header, 0);
      await sync.end();
    },
    close: () => closeSync(file),
  };
}

/**
 * Writes all pages of a whole journal into its database, which must be locked, and puts them on disk.
 * It does what SQLite would do, in larger pieces. `report` gets the number of pages each time.
 */
export async function playJournal(
  path: string,
  into: number,
  { pageSize }: Shape,
  report: (pages: number) => void,
): Promise<void> {
  const size = pageSize + OVERHEAD;
  const file = openSync(path, 'r');
  const sync = syncing(into);
  try {
    const records = Buffer.alloc(size * pagesAtOnce(pageSize));
    const run = Buffer.alloc(records.length);
    for (let position = HEADER; ;) {
      const count = Math.floor(readSync(file, records, 0, records.length, position) / size);
      if (count === 0) return await sync.end();
      writeRecords(into, records.subarray(0, count * size), run, pageSize);
      position += count * size;
      sync.wrote(count * pageSize);
      report(count);
      await sync.settle();
    }
  } finally {
    closeSync(file);
  }
}

/** Pages that follow each other are written at once, put together in `run`. */
function writeRecords(into: number, records: Buffer, run: Buffer, pageSize: number): void {
  const size = pageSize + OVERHEAD;
  let [first, used] = [0, 0];
  const flush = (): void => writeAll(into, run.subarray(0, used), (first - 1) * pageSize);
  for (let at = 0; at < records.length; at += size) {
    const page = records.readUInt32BE(at);
    if (used > 0 && page !== first + used / pageSize) {
      flush();
      used = 0;
    }
    if (used === 0) first = page;
    run.set(records.subarray(at + 4, at + 4 + pageSize), used);
    used += pageSize;
  }
  flush();
}

/** The sum that SQLite expects: every two hundredth byte from the end, the first one left out. */
function checksum(content: Uint8Array, nonce: number): number {
  let sum = nonce;
  for (let at = content.length - 200; at > 0; at -= 200) sum += content[at] ?? 0;
  return sum >>> 0;
}
