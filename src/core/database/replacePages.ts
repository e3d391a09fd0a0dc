import { randomBytes } from 'node:crypto';
import { chmodSync, fsyncSync, ftruncateSync, readSync, renameSync, rmSync } from 'node:fs';
import { createLike, requireNotCancelled, syncFolder } from './copy.ts';
import type { Copy, CopyRuntime } from './copy.ts';
import { unfinished } from './failure.ts';
import { playJournal, writeJournal } from './journalFile.ts';
import type { JournalWriter } from './journalFile.ts';
import { inPieces, lockPage, pagesAtOnce, readPages, syncing, writePages } from './pages.ts';
import type { Shape } from './shape.ts';

/** Where numbers stand in the first page. https://sqlite.org/fileformat2.html#the_database_header */
const HEADER = { changeCounter: 24, pages: 28, schemaCookie: 40, validFor: 92, end: 100 };

/** Both files, while the target is locked and the source cannot change. */
export interface Sides {
  readonly source: number;
  readonly target: number;
  /** The path of the target. */
  readonly to: string;
  readonly before: Shape;
  readonly after: Shape;
}

/** Gets how many pages were dealt with. Throws when the copy is cancelled. */
type Step = (pages: number) => void;

/**
 * Replaces the pages of a locked database. Whoever opens it after a kill gets the old content or the new.
 *
 * The pages that differ are first written into a rollback journal under another name, which is given up at once when
 * the copy is cancelled. By its right name it counts: then SQLite plays it into the database, unless this process does.
 */
export async function replacePages(
  sides: Sides,
  what: Copy['what'],
  runtime: CopyRuntime,
): Promise<void> {
  const { to, target, after } = sides;
  let done = 0;
  // A page that differs is written twice, and counts one half each time.
  const report = (pages: number): void => {
    done += pages;
    runtime.emit({ type: 'progress', what, donePages: Math.floor(done), totalPages: after.pages });
  };
  const partial = partialOf(to);
  try {
    await prepare(sides, partial, (pages) => {
      requireNotCancelled(what, runtime);
      if (pages > 0) report(pages);
    });
    runtime.emit({ type: 'copy-completing', what });
    await pause();
    renameSync(partial, journalOf(to));
    syncFolder(to);
  } catch (error) {
    rmSync(partial, { force: true });
    giveUp(sides);
    throw error;
  }
  try {
    await playJournal(journalOf(to), target, after, (pages) => report(pages / 2));
    ftruncateSync(target, after.pages * after.pageSize);
    fsyncSync(target);
    rmSync(journalOf(to));
    syncFolder(to);
  } catch (error) {
    throw unfinished(to, error);
  }
}

/** Puts all on disk that it takes to complete the copy. The old content still stands in its place. */
async function prepare(sides: Sides, partial: string, step: Step): Promise<void> {
  await makeJournal(sides.to, partial, sides.after, async (journal) => {
    const first = firstPage(sides);
    await collect(sides, journal, step);
    await append(sides, step);
    // The first page says how the others are to be read, so it comes last.
    journal.add(1, first);
  });
  // An abort that came while the disk was busy is noticed here.
  await pause();
  step(0);
}

/** Lets signals and events have their turn. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The new first page, with the numbers by which other connections notice that the content is another one. */
function firstPage({ source, target, after }: Sides): Buffer {
  const page = Buffer.alloc(after.pageSize);
  readPages(source, page, { pageSize: after.pageSize, first: 1, count: 1 });
  const old = Buffer.alloc(HEADER.end);
  readSync(target, old, 0, old.length, 0);
  const next = (place: number): number => (old.readUInt32BE(place) + 1) >>> 0;
  page.writeUInt32BE(next(HEADER.changeCounter), HEADER.changeCounter);
  page.writeUInt32BE(next(HEADER.changeCounter), HEADER.validFor);
  page.writeUInt32BE(next(HEADER.schemaCookie), HEADER.schemaCookie);
  page.writeUInt32BE(after.pages, HEADER.pages);
  return page;
}

/** Adds the pages that differ from what stands in their place, but not the first one. */
async function collect(sides: Sides, journal: JournalWriter, step: Step): Promise<void> {
  const { source, target, before, after } = sides;
  const { pageSize } = after;
  const size = before.pages * before.pageSize;
  const lock = lockPage(pageSize);
  const bytes = Buffer.alloc(pagesAtOnce(pageSize) * pageSize);
  const old = Buffer.alloc(bytes.length);
  for (const pages of inPieces(after, 1, Math.ceil(size / pageSize))) {
    readPages(source, bytes, pages);
    readPages(target, old, pages);
    // Most pieces of most databases are as they were, and one look at a piece is cheaper than one at each page.
    const length = pages.count * pageSize;
    const isSame =
      pages.first > 1 &&
      (pages.first + pages.count - 1) * pageSize <= size &&
      bytes.compare(old, 0, length, 0, length) === 0;
    let differ = 0;
    for (let index = 0; index < pages.count && !isSame; index += 1) {
      const page = pages.first + index;
      const [start, end] = [index * pageSize, (index + 1) * pageSize];
      // What lies behind the end of the target is read as zeros, and is not there.
      const isThere = page * pageSize <= size;
      const same = page === lock || (isThere && bytes.compare(old, start, end, start, end) === 0);
      if (page === 1 || !same) differ += 1;
      if (page > 1 && !same) journal.add(page, bytes.subarray(start, end));
    }
    step(pages.count - differ / 2);
    await journal.settle();
  }
}

/** Writes the pages behind the end of the target. Whoever finds this cut off cuts it off, so a journal says. */
async function append({ source, target, to, before, after }: Sides, step: Step): Promise<void> {
  const { pageSize } = after;
  const kept = Math.ceil((before.pages * before.pageSize) / pageSize);
  if (after.pages <= kept) return;
  await promiseEnd(target, to, before);
  const bytes = Buffer.alloc(pagesAtOnce(pageSize) * pageSize);
  const sync = syncing(target);
  for (const pages of inPieces(after, kept + 1, after.pages)) {
    readPages(source, bytes, pages);
    writePages(target, bytes, pages);
    sync.wrote(pages.count * pageSize);
    step(pages.count);
    await sync.settle();
  }
  await sync.end();
}

/** Leaves a journal beside the database that does nothing but bring it back to its length. */
async function promiseEnd(target: number, to: string, before: Shape): Promise<void> {
  const partial = partialOf(to);
  try {
    await makeJournal(to, partial, before, (journal) => {
      const first = Buffer.alloc(before.pageSize);
      readPages(target, first, { pageSize: before.pageSize, first: 1, count: 1 });
      journal.add(1, first);
    });
    renameSync(partial, journalOf(to));
    syncFolder(to);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Leaves the target as it was, while nothing but what is behind its end was written. */
function giveUp({ target, to, before }: Sides): void {
  ftruncateSync(target, before.pages * before.pageSize);
  rmSync(journalOf(to), { force: true });
}

async function makeJournal(
  to: string,
  path: string,
  shape: Shape,
  fill: (journal: JournalWriter) => Promise<void> | void,
): Promise<void> {
  const mode = createLike(to, path);
  const journal = writeJournal(path, shape);
  try {
    await fill(journal);
    await journal.seal();
  } finally {
    journal.close();
  }
  chmodSync(path, mode);
}

function journalOf(path: string): string {
  return `${path}-journal`;
}

/** What is left of it by a kill is removed by the next one that has its turn. */
function partialOf(path: string): string {
  return `${path}.fastmigrate-restore.${randomBytes(4).toString('hex')}.partial`;
}
