import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';

/** Bytes that are read or written at once, more or less. */
const PIECE = 2 ** 21;
/**
 * Bytes of one write. Linux gives a large write a large piece of memory in its cache, and where memory was given back to
 * the host of a virtual machine, getting it again takes longer than writing: four times the processor time at 256 KB.
 */
const WRITE = 2 ** 16;
/** Bytes that are written between two syncs. A process that is ended while it syncs is gone only after that. */
const SYNC_EVERY = 32 * 2 ** 20;
/** SQLite keeps its locks on the bytes from here on, and never uses the page that has them. */
const LOCK_BYTES = 2 ** 30;

/** Pages of one size that follow each other. The first page of a file is number 1. */
export interface Pages {
  readonly pageSize: number;
  readonly first: number;
  readonly count: number;
}

/** How many pages of a size are handled at once. */
export function pagesAtOnce(pageSize: number, piece = PIECE): number {
  return Math.max(1, Math.floor(piece / pageSize));
}

/** The page that no database uses. https://sqlite.org/fileformat2.html#the_lock_byte_page */
export function lockPage(pageSize: number): number {
  return LOCK_BYTES / pageSize + 1;
}

/** The pages of a file from one to another, as many at a time as are handled at once, or as have so many bytes. */
export function* inPieces(
  { pageSize, pages }: { readonly pageSize: number; readonly pages: number },
  first: number,
  last: number,
  piece = PIECE,
): Generator<Pages> {
  const end = Math.min(last, pages) + 1;
  const atOnce = pagesAtOnce(pageSize, piece);
  for (let page = first; page < end; page += atOnce)
    yield { pageSize, first: page, count: Math.min(atOnce, end - page) };
}

/** Reads pages to the start of a buffer. What the file does not have, and the page that no database uses, are zeros. */
export function readPages(file: number, bytes: Buffer, pages: Pages): void {
  let done = 0;
  for (const { start, end, position } of pieces(pages)) {
    bytes.fill(0, done, start);
    done = start;
    for (let length = 1; done < end && length > 0; done += length)
      length = readSync(file, bytes, done, end - done, position + done - start);
  }
  bytes.fill(0, done, pages.count * pages.pageSize);
}

/** Writes pages from the start of a buffer, but not the one that no database uses: on Windows nobody can. */
export function writePages(file: number, bytes: Buffer, pages: Pages): void {
  for (const { start, end, position } of pieces(pages))
    writeAll(file, bytes.subarray(start, end), position);
}

/** Writes all bytes at a place of a file. */
export function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(file, bytes, done, Math.min(WRITE, bytes.length - done), position + done);
}

/** Puts a file on disk little by little while it is written. */
export interface Syncing {
  /** Notes what was written. */
  readonly wrote: (bytes: number) => void;
  /**
   * Begins a sync if much was written since the last one, and waits for that one, so that more can be written during
   * this one. Signals and events get their turn meanwhile.
   */
  readonly settle: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Begins to sync a file that is open for writing. */
export function syncing(file: number): Syncing {
  let unsynced = 0;
  let last: Promise<unknown> = Promise.resolve();
  const settle = async (): Promise<void> => {
    if (unsynced < SYNC_EVERY) return new Promise((resolve) => setImmediate(resolve));
    unsynced = 0;
    requireSynced(await last);
    // An error is kept for the next call, since nobody waits for this promise until then.
    last = promisify(fdatasync)(file).catch((error: unknown) => error);
    return undefined;
  };
  return {
    wrote: (bytes) => {
      unsynced += bytes;
    },
    settle,
    end: async () => {
      requireSynced(await last);
      await promisify(fsync)(file);
    },
  };
}

function requireSynced(error: unknown): void {
  if (error instanceof Error) throw error;
}

/** As `syncing`, for a file that another writes, as seen by its size. It may come to be only later. */
export function syncingPath(path: string): {
  readonly look: () => void;
  readonly close: () => void;
} {
  let file: number | undefined;
  let synced = 0;
  return {
    look: () => {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size - synced < SYNC_EVERY) return;
      file ??= openSync(path, 'r+');
      fdatasyncSync(file);
      synced = size;
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

interface Piece {
  /** Place in the buffer. */
  readonly start: number;
  readonly end: number;
  /** Place of the start in the file. */
  readonly position: number;
}

function pieces({ pageSize, first, count }: Pages): readonly Piece[] {
  const piece = (from: number, to: number): Piece => ({
    start: (from - first) * pageSize,
    end: (to - first) * pageSize,
    position: (from - 1) * pageSize,
  });
  const [lock, end] = [lockPage(pageSize), first + count];
  return lock < first || lock >= end
    ? [piece(first, end)]
    : [piece(first, lock), piece(lock + 1, end)];
}
