import { closeSync, openSync, readSync } from 'node:fs';

// https://sqlite.org/fileformat2.html#the_write_ahead_log
const HEADER = 32;
const FRAME = { header: 24, committed: 4, salt: 8 };
const PAGE_SIZE = 8;
const SALT = { start: 16, end: 24 };

/**
 * Whether the end of a transaction was written into a write-ahead log. One without counts for nothing: it is left by a
 * program that was ended within the first transaction of its log. Whether it is whole only SQLite tells.
 */
export function hasCommit(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER);
    if (readSync(file, header, 0, HEADER, 0) < HEADER) return false;
    const salt = header.subarray(SALT.start, SALT.end);
    const size = FRAME.header + header.readUInt32BE(PAGE_SIZE);
    const frame = Buffer.alloc(FRAME.header);
    for (
      let place = HEADER;
      readSync(file, frame, 0, FRAME.header, place) === FRAME.header;
      place += size
    ) {
      // Frames of an earlier round of the log stand behind those of this one.
      if (frame.compare(salt, 0, salt.length, FRAME.salt, FRAME.salt + salt.length) !== 0)
        return false;
      if (frame.readUInt32BE(FRAME.committed) > 0) return true;
    }
    return false;
  } finally {
    closeSync(file);
  }
}
