import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for one suite, removed after it. Its path has a space and a letter beyond ASCII. */
export class TemporaryFolder {
  readonly #base = realpathSync(mkdtempSync(join(tmpdir(), 'fastmigrate-project-')));
  #count = 0;

  /** A new empty folder with the files given by relative path and text. */
  with(files: Readonly<Record<string, string | Uint8Array>>): string {
    this.#count += 1;
    const folder = join(this.#base, `case é ${this.#count}`);
    mkdirSync(folder);
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return folder;
  }

  remove(): void {
    rmSync(this.#base, { recursive: true, force: true });
  }
}
