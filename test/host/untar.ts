import fs from 'node:fs';
import path from 'node:path';

const BLOCK = 512;

/** Unpacks a plain tar archive: files, folders and symbolic links, which is all that the browser's archives hold. */
export function untar(archive: Buffer, target: string): void {
  for (let at = 0; at + BLOCK <= archive.length;) {
    const text = (from: number, to: number): string =>
      archive.toString('utf8', at + from, at + to).replace(/\0[^]*$/, '');
    const name = text(0, 100);
    if (name === '') return;
    const size = Number.parseInt(text(124, 136), 8) || 0;
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    write(path.join(target, name), text(156, 157), text(157, 257), content);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

function write(file: string, type: string, link: string, content: Buffer): void {
  if (type === '5') {
    fs.mkdirSync(file, { recursive: true });
    return;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  if (type === '2') fs.symlinkSync(link, file);
  else fs.writeFileSync(file, content);
}
