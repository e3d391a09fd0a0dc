import assert from 'node:assert/strict';
import { ageText, counted, sizeText } from '../../../src/host/quantities.ts';

describe('quantities', () => {
  it('gives sizes in the unit that keeps them short', () => {
    const sizes = [0, 512, 1024, 1536, 49_152, 1_258_291, 5 * 1024 ** 3];
    assert.deepEqual(sizes.map(sizeText), [
      '0 B',
      '512 B',
      '1 KB',
      '1.5 KB',
      '48 KB',
      '1.2 MB',
      '5 GB',
    ]);
  });

  it('gives ages in words', () => {
    const now = Date.UTC(2026, 0, 31);
    const ages = [5_000, 300_000, 3 * 3_600_000, 86_400_000, 12 * 86_400_000].map((ms) =>
      ageText(now - ms, now),
    );
    assert.deepEqual(ages, ['just now', '5 min ago', '3 h ago', '1 day ago', '12 days ago']);
  });

  it('takes a time that lies ahead, as clocks do, as now', () => {
    assert.equal(ageText(10_000, 0), 'just now');
  });

  it('counts one and many', () => {
    assert.deepEqual(
      [counted(1, 'migration'), counted(3, 'migration')],
      ['1 migration', '3 migrations'],
    );
  });
});
