import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

describe('the schema library', () => {
  it('is sent in less than 50 KB, compressed, and needs neither a driver nor Node', async () => {
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
    assert.equal(
      contents.length > 0 && size < 50_000,
      true,
      `${size} bytes, ${contents.length} before compression`,
    );
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    assert.deepEqual(imports, []);
  });
});
