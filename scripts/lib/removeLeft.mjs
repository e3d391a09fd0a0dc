// Removes what builds that were killed have left.
import fs from 'node:fs';
import path from 'node:path';

/** Files and folders that a build makes before they get their names, with the number of its process. */
const PARTIAL = /\.(\d+)\.partial$/;

/** Removes those of a folder whose name begins so and whose process is gone. */
export function removeLeft(folder, beginning) {
  for (const name of fs.readdirSync(folder)) {
    const [, pid] = PARTIAL.exec(name) ?? [];
    if (pid === undefined || !name.startsWith(beginning) || isAlive(Number(pid))) continue;
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's.
    return error.code !== 'ESRCH';
  }
}
