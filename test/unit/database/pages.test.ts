import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { lockPage, readPages } from '../../../src/core/database/pages.ts';
import type { Pages } from '../../../src/core/database/pages.ts';
import { temporaryFolder } from '../../support/project.ts';

const PAGE = 65_536;

/** The first byte of each page as it is read into memory that held something else. */
function firstBytesOf(pages: Pages, fill: (file: number) => void): readonly number[] {
  const file = openSync(join(temporaryFolder(), 'file'), 'w+');
  try {
    fill(file);
    const bytes = Buffer.alloc(pages.count * pages.pageSize, 0xff);
    readPages(file, bytes, pages);
    return Array.from({ length: pages.count }, (_, page) => bytes[page * pages.pageSize] ?? -1);
  } finally {
    closeSync(file);
  }
}

describe('reading pages of a file', () => {
  it('takes what the file does not have for zeros', () => {
    const read = firstBytesOf({ pageSize: 512, first: 2, count: 3 }, (file) => {
      writeSync(file, Buffer.alloc(1025, 7));
    });
    assert.deepEqual(read, [7, 7, 0]);
  });

  it('takes the page of the locks for zeros, wherever it stands among them', () => {
    const lock = lockPage(PAGE);
    for (const [first, expected] of [
      [lock - 2, [1, 2, 0]],
      [lock - 1, [2, 0, 4]],
      [lock, [0, 4, 5]],
    ] as const) {
      const read = firstBytesOf({ pageSize: PAGE, first, count: 3 }, (file) => {
        ftruncateSync(file, (lock + 3) * PAGE);
        for (const [at, value] of [1, 2, 3, 4, 5].entries())
          writeSync(file, Buffer.of(value), 0, 1, (lock - 3 + at) * PAGE);
      });
      assert.deepEqual(read, expected);
    }
  });
});
