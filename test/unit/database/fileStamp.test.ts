import assert from 'node:assert/strict';
import { isSettled, sameStamp } from '../../../src/core/database/fileStamp.ts';

const NOW = 1_800_000_000_000;
const STAMP = { dev: 1, ino: 2, size: 3, mtimeMs: NOW, ctimeMs: NOW };

describe('the stamp of a file', () => {
  it('is settled once a change in the same tick of the coarsest clock is ruled out', () => {
    assert.equal(isSettled(STAMP, NOW + 2100), false);
    assert.equal(isSettled(STAMP, NOW + 4000), true);
  });

  it('is not settled where either time is later than the look', () => {
    assert.equal(isSettled({ ...STAMP, mtimeMs: NOW + 9000 }, NOW + 4000), false);
    assert.equal(isSettled({ ...STAMP, ctimeMs: NOW + 9000 }, NOW + 4000), false);
  });

  it('is never settled where the time can be set back unnoticed', () => {
    assert.equal(isSettled({ ...STAMP, ctimeMs: 0 }, NOW + 4000), false);
  });

  for (const part of Object.keys(STAMP) as (keyof typeof STAMP)[])
    it(`differs in ${part} alone`, () => {
      assert.equal(sameStamp(STAMP, { ...STAMP }), true);
      assert.equal(sameStamp(STAMP, { ...STAMP, [part]: STAMP[part] + 1 }), false);
    });
});
