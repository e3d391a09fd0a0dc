import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

describe('the schema library', () => {
  it('is sent in 36 KB, compressed, and needs neither a driver nor Node', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [join(import.meta.dirname, '../../../src/schema/index.ts')],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'neutral',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const contents = outputFiles[0]?.contents ?? new Uint8Array();
    const size = gzipSync(contents).length;
    assert.ok(contents.length > 0 && contents.length < 100_000, `${contents.length} bytes`);
    assert.ok(size < 36_000, `${size} bytes, compressed`);
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    assert.deepEqual(imports, []);
  });
});
