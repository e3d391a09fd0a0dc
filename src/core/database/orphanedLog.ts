import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { hasContent } from './open.ts';

/**
 * Gives other names to the write-ahead log and the journal of a database that is gone, and returns these. SQLite would
 * play them into the next one of its name; and they may hold what nothing else does.
 */
export function setLogsAside(database: string): readonly string[] {
  const mark = randomBytes(4).toString('hex');
  const left = ['-wal', '-journal'].filter((suffix) => hasContent(database + suffix));
  rmSync(`${database}-shm`, { force: true });
  return left.map((suffix) => {
    const name = `${database}.${mark}.orphaned${suffix}`;
    renameSync(database + suffix, name);
    return name;
  });
}
