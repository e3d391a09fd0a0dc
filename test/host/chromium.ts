import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { ensureInstalled } from '../../scripts/lib/install.mjs';
import { once } from './once.ts';
import { untar } from './untar.ts';

const here = path.join(import.meta.dirname, 'chromium');

/** A browser program and the environment that it needs. */
export interface Browser {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The browser named by CHROMIUM, or the pinned headless one from npm, which needs nothing of the system. */
export function chromium(): Browser {
  const chosen = process.env['CHROMIUM'];
  if (chosen !== undefined) return { executable: chosen, env: {} };
  const unpacked = path.join(here, 'node_modules', '.unpacked');
  ensureInstalled(here, 'Chromium');
  once(here, () => unpack(unpacked));
  return {
    executable: path.join(unpacked, 'chromium'),
    env: {
      LD_LIBRARY_PATH: path.join(unpacked, 'lib'),
      FONTCONFIG_FILE: path.join(unpacked, 'fonts.conf'),
    },
  };
}

function unpack(target: string): void {
  const source = path.join(here, 'node_modules', '@sparticuz', 'chromium', 'bin');
  fs.rmSync(target, { recursive: true, force: true });
  fs.mkdirSync(target, { recursive: true });
  for (const name of fs.readdirSync(source)) {
    if (!name.endsWith('.br')) continue;
    const content = zlib.brotliDecompressSync(fs.readFileSync(path.join(source, name)));
    if (name.endsWith('.tar.br')) untar(content, target);
    else fs.writeFileSync(path.join(target, path.basename(name, '.br')), content, { mode: 0o755 });
  }
  // The one that comes with it names folders that exist elsewhere only, and Chromium ends without a usable font.
  fs.writeFileSync(
    path.join(target, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path.join(target, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${path.join(target, 'fonts-cache')}</cachedir>
</fontconfig>
`,
  );
}
