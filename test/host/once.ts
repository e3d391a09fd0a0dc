import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Runs what has to follow an installation, unless it was done after this very one. */
export function once(folder: string, prepare: () => void): void {
  const lock = fs.readFileSync(path.join(folder, 'package-lock.json'));
  const key = createHash('sha256').update(lock).digest('hex');
  const stamp = path.join(folder, 'node_modules', '.prepared');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === key) return;
  prepare();
  fs.writeFileSync(stamp, key);
}
