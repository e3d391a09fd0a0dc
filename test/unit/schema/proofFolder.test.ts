import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProofFolder } from '../../../src/core/schema/data/proofFolder.ts';

describe('the folder of a proof', () => {
  it('is nobody else’s to look into, and is gone afterwards', async () => {
    const folder = await inProofFolder({ pid: process.pid }, async (path) => {
      assert.equal(statSync(path).mode & 0o777, 0o700);
      writeFileSync(join(path, 'copy.db'), 'x');
      return path;
    });
    assert.ok(!existsSync(folder));
  });

  it('is gone after a failure too', async () => {
    let folder = '';
    const failing = inProofFolder({ pid: process.pid }, async (path) => {
      folder = path;
      throw new Error('no');
    });
    await assert.rejects(failing, /^Error: no$/);
    assert.ok(folder !== '' && !existsSync(folder));
  });
});
